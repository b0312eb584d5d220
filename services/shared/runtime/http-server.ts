import { createServer } from 'node:http';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '@quotebridge/contracts';
import { problem, problemText } from './problem.ts';

/**
 * An HTTP server that reads addresses and headers of up to `maxHeadBytes` together, and says what was wrong (RFC 9457) where a request cannot be read: Node
 * answers with an empty body. It does not listen yet.
 */
export function createHttpServer(handle: RequestListener, maxHeadBytes: number): Server {
  const server = createServer({ maxHeaderSize: maxHeadBytes }, handle);
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
    socket.end(problemText(refusal(error.code, maxHeadBytes)));
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
