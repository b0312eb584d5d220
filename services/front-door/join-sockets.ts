import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { responseHeaders } from './hop-headers.ts';

/** How long buffered data is still delivered to a client after its upstream has closed, in milliseconds. */
const LINGER_MS = 2_000;

export interface Sides {
  readonly client: Socket;
  /** Data that the client sent right after its request. */
  readonly clientHead: Buffer;
  readonly server: Socket;
  /** Data that the upstream sent right after its response. */
  readonly serverHead: Buffer;
  readonly answer: IncomingMessage;
}

/** Forwards the upgrade, then bytes both ways. Pipes do not propagate a lost side, so each side is closed with the other. */
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

/** Forwards the upstream's refusal of an upgrade. */
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
