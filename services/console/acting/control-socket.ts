import { once } from 'node:events';
import { request } from 'node:http';
import { PROCESS_ACTIONS } from '@quotebridge/contracts/wire';
import { z } from 'zod';
import { NoSuchProcessError } from './actions.ts';
import type { ActionableProcess, Actions } from './actions.ts';

/** A service may drain its clients first, and take as long as at the start to be ready. */
const ANSWERED_WITHIN_MS = 40_000;

const named = z.object({ name: z.string() });
const statusSchema = z.object({
  cable: z.enum(['cut', 'whole']),
  processes: z.array(named),
  instances: z.array(named.extend({ isWanted: z.boolean() })),
});
const messageSchema = z.object({ message: z.string() });

/** Posts to the socket, and resolves with the status of the demo. Throws `NoSuchProcessError`. */
export async function postToDemo(socketPath: string, path: string, withinMs = ANSWERED_WITHIN_MS) {
  const asking = request({ socketPath, method: 'POST', path, signal: AbortSignal.timeout(withinMs) }).end();
  const [response] = await once(asking, 'response');
  let text = '';
  for await (const part of response) text += part;
  const body: unknown = JSON.parse(text);
  if (response.statusCode === 404) throw new NoSuchProcessError(messageSchema.parse(body).message);
  if (response.statusCode !== 200) throw new Error(messageSchema.parse(body).message);
  return statusSchema.parse(body);
}

/** Acts on the demo that `npm start` runs, through its control socket: only the user that started it may open that. */
export function controlSocket(socketPath: string): Actions {
  const post = (path: string) => postToDemo(socketPath, path);
  return {
    async processes() {
      const { processes, instances } = await post('/cable/status');
      const services = new Set(instances.map(({ name }) => name));
      return processes.map(({ name }): ActionableProcess => {
        // A broker starts again by itself after a kill; the demo restarts only services.
        const isAllowed = (action: string) => action !== 'restart' || services.has(name);
        return { name, actions: PROCESS_ACTIONS.filter(isAllowed) };
      });
    },
    async actOnLink(action) {
      await post(`/cable/${action}`);
    },
    async actOnProcess(name, action) {
      await post(`/${action}/${encodeURIComponent(name)}`);
    },
  };
}
