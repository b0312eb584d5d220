const alive = new Set<() => void>();

process.on('exit', () => {
  for (const kill of alive) kill();
});

/** Calls `kill` when this process exits, however early. Returns how to release it once there is nothing left to kill. */
export function killOnExit(kill: () => void): () => void {
  alive.add(kill);
  return () => alive.delete(kill);
}
