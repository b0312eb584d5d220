import { jetstream } from '@nats-io/jetstream';
import { decodeQuote, encodeQuote, QUOTES_STREAM, quoteSubject } from '@quotebridge/contracts/wire';
import type { Quote } from '@quotebridge/contracts/wire';
import { purge, siteManager, storedMessages } from '@quotebridge/testkit';
import { describe, expect, it } from 'vitest';
import type { Bed } from './beds/bed.ts';
import { startEmbedded } from './beds/embedded.ts';
import { catalogue } from './catalogue.ts';
import type { Fault } from './fault.ts';
import { select } from './options.ts';
import type { FaultResult } from './prove-fault.ts';
import { runFaults } from './run.ts';

/** Far above what each takes. */
const WITHIN_MS = 600_000;

function run(faults: readonly Fault[], recoversWithin?: number): Promise<FaultResult[]> {
  return runFaults({
    faults,
    brokers: 1,
    openBed: (kind) => startEmbedded({ kind, brokers: 1, symbols: 10, rate: 10, notify: () => undefined }),
    stopping: new AbortController().signal,
    onStage: () => undefined,
    onResult: () => undefined,
    ...(recoversWithin !== undefined && { recoversWithin }),
  });
}

it(
  'finds that nothing is lost, duplicated, reordered or changed by the quick faults, and that the operator is shown them',
  async () => {
    const faults = select(catalogue(1), { quick: true, only: [] });
    const results = await run(faults);
    expect(results.map(({ name, outcome, findings }) => ({ name, outcome, findings }))).toEqual(
      faults.map(({ name }) => ({ name, outcome: 'passed', findings: [] })),
    );
    for (const { evidence } of results) {
      expect(evidence?.streams.mirror.quotes).toBe(evidence?.streams.origin.quotes);
      for (const receiver of evidence?.receivers ?? []) expect(receiver.received).toBeGreaterThan(0);
    }
  },
  WITHIN_MS,
);

describe('the verdict on a system that is broken', () => {
  const FAULT = { what: 'Breaks a promise.', needs: [], expects: { shown: [] } } as const;

  it(
    'is lost where the mirror is purged and nobody repairs it',
    async () => {
      const [result] = await run([{ ...FAULT, name: 'purged', inject: purgeMirror }], 3_000);
      expect(result).toMatchObject({
        outcome: 'failed',
        findings: expect.arrayContaining([expect.stringMatching(/^\d+ messages of the origin are not at the mirror$/)]),
      });
      expect(result?.evidence?.streams.absent).toBeGreaterThan(50);
    },
    WITHIN_MS,
  );

  it.each([
    ['duplicates', (quote: Quote) => quote, /^[1-9]\d* duplicates at the origin$/],
    ['other content', (quote: Quote) => ({ ...quote, last: '0.01' }), /^[1-9]\d* with other content at the origin$/],
  ] as const)(
    'is %s where a quote is published again',
    async (_, change, finding) => {
      const inject = async (bed: Bed) => publishAgain(bed, change);
      const [result] = await run([{ ...FAULT, name: 'again', inject }], 3_000);
      expect(result).toMatchObject({
        outcome: 'failed',
        findings: expect.arrayContaining([expect.stringMatching(finding)]),
      });
    },
    WITHIN_MS,
  );
});

async function purgeMirror(bed: Bed): Promise<void> {
  await bed.service('bridge-cloud').stop();
  const nc = await bed.connect('cloud', 'bridge');
  try {
    const jsm = await siteManager(nc);
    const { last_seq: from } = (await jsm.streams.info(QUOTES_STREAM)).state;
    while ((await jsm.streams.info(QUOTES_STREAM)).state.last_seq < from + 100) {
      // Until there is something to purge.
    }
    await purge(jsm, QUOTES_STREAM);
  } finally {
    await nc.close();
  }
}

/** Publishes a quote of the stream once more, as the feed would if it failed to count. */
async function publishAgain(bed: Bed, change: (quote: Quote) => Quote): Promise<void> {
  const [reader, feed] = await Promise.all([bed.connect('onprem', 'reader'), bed.connect('onprem', 'feed')]);
  try {
    const { last_seq: from } = (await (await siteManager(reader)).streams.info(QUOTES_STREAM)).state;
    for (;;) {
      for await (const message of storedMessages(reader, from)) {
        if (!message.subject.startsWith(quoteSubject(''))) continue;
        await jetstream(feed).publish(message.subject, encodeQuote(change(decodeQuote(message.string()))));
        return;
      }
    }
  } finally {
    await Promise.all([reader.close(), feed.close()]);
  }
}
