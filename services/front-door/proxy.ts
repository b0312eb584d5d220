import { ServerResponse } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Problem } from '@quotebridge/contracts';
import { problemHeaders, problemText } from '@quotebridge/runtime';
import type { Logger } from '@quotebridge/runtime';
import { createProxyMiddleware, debugProxyErrorsPlugin, proxyEventsPlugin } from 'http-proxy-middleware';
import type { RequestHandler } from 'http-proxy-middleware';
import { BoundedAgent } from './bounded-agent.ts';
import { upstreamProblem } from './upstream-problem.ts';
import type { Upstream } from './upstreams.ts';

/** How long an upstream may take to answer, in milliseconds. */
const ANSWER_WITHIN_MS = 10_000;
/** How long what is left for one side is still delivered after the other side has gone, in milliseconds. */
const LINGER_MS = 2_000;

export interface Proxy extends RequestHandler, Disposable {}

/** Passes requests and WebSockets on to the upstream whose turn it is. A failing one becomes a problem, never a crash. */
export function createProxy(name: string, upstream: () => Upstream, log: Logger): Proxy {
  const agent = new BoundedAgent();
  const upgraded = new WeakSet<Socket>();
  const proxy = createProxyMiddleware({
    target: upstream().url.href,
    router: () => upstream().url.href,
    agent,
    xfwd: true,
    proxyTimeout: ANSWER_WITHIN_MS,
    upgradeTimeout: ANSWER_WITHIN_MS,
    // Without the library's own plugin for error pages, which answers in plain text and names the address asked for.
    ejectPlugins: true,
    plugins: [debugProxyErrorsPlugin, proxyEventsPlugin],
    on: {
      proxyReqWs: (upgrade, _request, client) => {
        upgrade.once('upgrade', () => upgraded.add(client));
        tieTogether(upgrade, client);
      },
      error: (error, _request, answer) => {
        log.warn({ upstream: name, problem: error.message }, 'an upstream failed');
        const refused = upstreamProblem(error, name);
        if (answer instanceof ServerResponse) refuseRequest(answer, refused);
        else if (upgraded.has(answer)) answer.destroy();
        else answer.end(problemText(refused));
      },
    },
  });
  return Object.assign(proxy, { [Symbol.dispose]: () => agent.destroy() });
}

function refuseRequest(response: ServerResponse, refused: Problem): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(refused.status, problemHeaders(refused)).end(JSON.stringify(refused));
}

/** Pipes do not pass on that a side has vanished: each side of a WebSocket ends with the other. */
function tieTogether(upgrade: ClientRequest, client: Socket): void {
  client.once('close', () => upgrade.destroy());
  upgrade.once('upgrade', (_answer: IncomingMessage, server: Socket) => {
    client.once('close', () => server.destroy());
    server.once('close', () => {
      client.end();
      const linger = setTimeout(() => client.destroy(), LINGER_MS);
      client.once('close', () => clearTimeout(linger));
    });
  });
}
