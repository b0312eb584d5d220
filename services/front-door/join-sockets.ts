import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { responseHeaders } from './hop-headers.ts';

/** How long what is left for a client is still delivered after its upstream has gone, in milliseconds. */
const LINGER_MS = 2_000;

export interface Sides {
  readonly client: Socket;
  /** What the client sent right behind its request. */
  readonly clientHead: Buffer;
  readonly server: Socket;
  /** What the upstream sent right behind its answer. */
  readonly serverHead: Buffer;
  readonly answer: IncomingMessage;
}

/** Passes the upgrade on, then bytes both ways. Pipes do not pass on that a side has vanished: each side ends with the other. */
export function joinSockets({ client, clientHead, server, serverHead, answer }: Sides): void {
  server.setTimeout(0).setNoDelay(true).setKeepAlive(true);
  server.on('error', () => server.destroy());
  client.once('close', () => server.destroy());
  server.once('close', () => end(client));
  if (client.destroyed) {
    server.destroy();
    return;
  }
  client.write(head(answer, ['connection', 'Upgrade', 'upgrade', answer.headers.upgrade ?? 'websocket']));
  if (serverHead.length > 0) client.write(serverHead);
  if (clientHead.length > 0) server.write(clientHead);
  server.pipe(client);
  client.pipe(server);
}

/** Passes on that the upstream refuses an upgrade, with its reason. */
export function passRefusalOn(answer: IncomingMessage, client: Socket): void {
  client.once('close', () => answer.destroy());
  answer.once('close', () => end(client));
  answer.on('error', () => client.destroy());
  client.write(head(answer, ['connection', 'close']));
  answer.pipe(client);
}

function end(client: Socket): void {
  client.end();
  const linger = setTimeout(() => client.destroy(), LINGER_MS);
  client.once('close', () => clearTimeout(linger));
}

function head(answer: IncomingMessage, connection: readonly string[]): string {
  const headers = [...responseHeaders(answer), ...connection];
  let text = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
  for (let index = 0; index < headers.length; index += 2) text += `${headers[index]}: ${headers[index + 1]}\r\n`;
  return `${text}\r\n`;
}
