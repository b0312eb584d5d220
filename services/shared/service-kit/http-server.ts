import { createServer, maxHeaderSize } from 'node:http';
import type { RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '@quotebridge/contracts';
import { problem, problemText } from './problem.ts';

/** How long a refused client may take to read the response, in milliseconds. */
const LINGER_MS = 1_000;

/**
 * An HTTP server that answers an unreadable request with a problem (RFC 9457), where Node sends an empty body. It accepts addresses and headers of up to
 * `maxHeaderSize` bytes in total. It does not listen yet.
 */
export function createHttpServer(handle: RequestListener, options: ServerOptions = {}): Server {
  const server = createServer(options, handle);
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => {
    answers.set(socket, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // A second response cannot be sent inside the first.
    if (error.code === 'ECONNRESET' || !socket.writable || answers.get(socket)?.closed === false) {
      socket.destroy();
      return;
    }
    socket.end(problemText(refusal(error.code, options.maxHeaderSize ?? maxHeaderSize)));
    // Destroyed at once, a client that still sends would lose the response; destroyed never, one that does not close would keep the connection.
    const leave = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(leave));
  });
  return server;
}

function refusal(code: string | undefined, maxHeadBytes: number): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return problem(431, `address and headers exceed the allowed ${maxHeadBytes} bytes`);
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return problem(408, 'the request was not complete in time');
  return problem(400, 'not a valid HTTP/1.1 request');
}
