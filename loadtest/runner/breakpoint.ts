import type { ProcessFigures, Used } from './processes.ts';
import type { LinkFigures } from './system-watch.ts';

/** The share of a core above which a process is saturated: Node does most of its work on one. */
const SATURATED = 0.9;
/** The share of all cores above which the machine is full. */
const MACHINE_FULL = 0.95;
/** A link this slow, in milliseconds, or this far behind, in messages, makes quotes late by itself. */
const LINK_SLOW_MS = 250;
const LINK_BEHIND = 1_000;

/** Processes that make the load. */
const GENERATORS = new Set(['k6', 'receiver']);

/** Whether k6 used all cores at some time in a run. */
export function isGeneratorSaturated({ processes, machine }: Used): boolean {
  return processes.some(({ name, cpuPeak }) => name === 'k6' && cpuPeak >= SATURATED * machine.cores);
}

/** The same just before the system broke; also where the machine was full, and k6 used most of it. */
export function didGeneratorSaturateFirst({ processes, machine }: Used): boolean {
  const k6 = processes.find(({ name }) => name === 'k6')?.cpuLast ?? 0;
  const isLargest = processes.every(({ name, cpuLast }) => name === 'k6' || cpuLast < k6);
  return k6 >= SATURATED * machine.cores || (isFull(machine) && isLargest && k6 > 0);
}

/** Which part was saturated, by its use in the last ten seconds. */
export function breakpointLine(
  { processes, machine }: Used,
  link: LinkFigures,
  clients: number,
  broke: boolean,
): string {
  const parts = processes.filter(({ name }) => !GENERATORS.has(name));
  const out = [
    ...parts.filter(({ cpuLast }) => cpuLast >= SATURATED).map(({ name }) => `${name}, which had a core to itself`),
    ...((link.rtt ?? 0) >= LINK_SLOW_MS || (link.lag ?? 0) >= LINK_BEHIND ? ['the link'] : []),
    ...(isFull(machine) ? ['the machine, which had no processor left'] : []),
  ];
  const measured = [
    parts.length === 0 ? 'processes of the system were not measured' : mostOf(processes),
    `the machine ${machine.cpuLast.toFixed(2)} of ${machine.cores} cores`,
    link.rtt === null
      ? 'the link was not measured'
      : `link ${link.rtt.toFixed(1)} ms round trip, ${link.lag ?? 0} messages behind`,
  ];
  const verdict = broke
    ? `It gave way at ${clients} clients. What gave out: ${out.join('; ') || 'nothing that was measured'}.`
    : `It held ${clients} clients, the most that were asked for.`;
  return `${verdict} In the last ten seconds: ${measured.join('; ')}.`;
}

function isFull({ cpuLast, cores }: Used['machine']): boolean {
  return cpuLast >= MACHINE_FULL * cores;
}

function mostOf(processes: readonly ProcessFigures[]): string {
  return processes
    .toSorted((a, b) => b.cpuLast - a.cpuLast)
    .slice(0, 5)
    .map(({ name, cpuLast }) => `${name} ${cpuLast.toFixed(2)}`)
    .join(', ');
}
