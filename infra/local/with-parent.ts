/**
 * Loaded into each service before its own code: ends the service when the process that supervises it is gone, however
 * it went, so that nothing is left running.
 */
const GRACE_MS = 4_000;

process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), GRACE_MS).unref();
});
// Watching for the supervisor is no reason to stay alive.
process.channel?.unref();
