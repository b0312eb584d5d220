/** The `nats-server` that tests run: `npm test` names it, else it must be on the PATH. */
export function findNatsServer(): string {
  return process.env['NATS_SERVER'] ?? 'nats-server';
}
