import { createLogger } from '@quotebridge/runtime';
import { connectTo, startBroker } from '@quotebridge/testkit';
import { expect, it } from 'vitest';
import { answerForOrigin } from './answer-for-origin.ts';

const RESET = '$JS.onprem.API.CONSUMER.RESET.QUOTES.CLOUD';

it('refuses what a mirror asks while the link is down, and keeps silent while it is up', async () => {
  await using broker = await startBroker();
  const nc = await connectTo(broker.url);
  let linked = false;
  const asked: string[] = [];
  using _ = answerForOrigin({
    nc,
    log: createLogger('test', 'silent'),
    isLinked: async () => {
      asked.push(linked ? 'up' : 'down');
      return linked;
    },
  });
  const refusal = (await nc.request(RESET, '')).json<{ error: { description: string } }>();
  expect(refusal.error.description).toBe('the link to the origin is down');
  linked = true;
  await expect(nc.request(RESET, '', { timeout: 300 })).rejects.toThrow(/timeout/);
  expect(asked).toEqual(['down', 'up']);
  await nc.close();
});
