import { createServer, maxHeaderSize } from 'node:http';
import type { RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '@quotebridge/contracts';
import { problem, problemText } from './problem.ts';

/** How long a refused client may take to read why, in milliseconds. */
const LINGER_MS = 1_000;

/**
 * An HTTP server that says what was wrong (RFC 9457) where a request cannot be read: Node answers with an empty body. It reads addresses and headers of up to
 * `maxHeaderSize` bytes together. It does not listen yet.
 */
export function createHttpServer(handle: RequestListener, options: ServerOptions = {}): Server {
  const server = createServer(options, handle);
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => {
    answers.set(socket, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // In the middle of an answer there is no room for another.
    if (error.code === 'ECONNRESET' || !socket.writable || answers.get(socket)?.closed === false) {
      socket.destroy();
      return;
    }
    socket.end(problemText(refusal(error.code, options.maxHeaderSize ?? maxHeaderSize)));
    // At once would take the answer back from a client that still sends; never, leave the connection to one that does not end it.
    const leave = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(leave));
  });
  return server;
}

function refusal(code: string | undefined, maxHeadBytes: number): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return problem(431, `address and headers have more than the ${maxHeadBytes} bytes that are allowed`);
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return problem(408, 'the request did not come to its end in time');
  return problem(400, 'this is no request of HTTP/1.1');
}
