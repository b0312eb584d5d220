import type { Used } from './processes.ts';

/** What the browser's processes are called in the figures. */
export const BROWSER = 'browser';
/** What a page needs to itself, in cores: its main thread has one. */
const NEEDED = 1;

/** Cores that everything else and the host left to the browser, which runs on the machine of the system that it shows. */
export function coresForBrowser({ processes, machine }: Used): number {
  const own = processes.find(({ name }) => name === BROWSER)?.cpu ?? 0;
  return machine.cores - (machine.cpu - own) - machine.stolen;
}

/** Whether a page that was late may have been so for want of a processor alone. */
export function wasBrowserStarved(used: Used): boolean {
  return coresForBrowser(used) < NEEDED;
}
