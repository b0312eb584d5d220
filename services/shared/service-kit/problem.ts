import { STATUS_CODES } from 'node:http';
import type { Problem } from '@quotebridge/contracts';

/** How long a client should wait before a retry, in seconds. */
const RETRY_AFTER_S = 1;

/** A refusal (RFC 9457). */
export function problem(status: number, detail: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail };
}

export function problemHeaders({ status }: Problem): Record<string, string> {
  return {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': String(RETRY_AFTER_S) } : {}),
  };
}

/** An HTTP/1.1 response as text, for a socket whose upgrade is refused. */
export function problemText(refused: Problem): string {
  const body = JSON.stringify(refused);
  const headers = {
    ...problemHeaders(refused),
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${refused.status} ${refused.title}`, ...lines, '', body].join('\r\n');
}
