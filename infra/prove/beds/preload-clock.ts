import { readFileSync } from 'node:fs';

/** Loaded into a service before its `main.ts`: its wall clock is ahead of the machine's by what a file says, also when that changes. */

const LOOK_EVERY_MS = 50;
const file = process.env['CLOCK_AHEAD_FILE'] ?? '';
const wall = Date.now;
let ahead = 0;
const look = () => {
  ahead = Number(readFileSync(file, 'utf8'));
};

look();
setInterval(look, LOOK_EVERY_MS).unref();
const Original = Date;
globalThis.Date = new Proxy(Original, {
  construct: (target, given: unknown[]) => Reflect.construct(target, given.length === 0 ? [wall() + ahead] : given),
});
Original.now = () => wall() + ahead;
