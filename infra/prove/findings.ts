/** What is wrong; empty when the fault was survived. */
export type Findings = readonly string[];
