/**
 * Why a broker stores nothing, by the error of its `/healthz`; `null` when that is about something else.
 *
 * A failed write sticks until nats-server (2.15.3) is restarted, free space or not: the stream refuses everything (`setWriteErr`), or JetStream
 * is shut down as a whole (`handleOutOfSpace`, `handleWritePermissionError`). Nothing else shuts it down in a broker that runs.
 */
export function storeFault(error: string | null): string | null {
  if (error === null) return null;
  if (error.includes('no space left')) return 'no space left';
  if (error.includes('JetStream not enabled'))
    return 'no space left, or no permission to write: JetStream has shut down';
  // A replica that could not store one message refuses the next for its number (`ErrSequenceMismatch`), and reports that error alone.
  if (error.includes('write error: expected sequence does not match store'))
    return 'no space left, or another failed write: the next message does not follow the last stored one';
  return /write error: (?:.*: )?(.+)$/.exec(error)?.[1] ?? null;
}
