/** The version of the contracts: that of their package. Services that report another one may not understand each other. */
export const CONTRACTS_VERSION = '0.1.0';
