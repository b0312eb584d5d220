import { expect, it, vi } from 'vitest';
import type { GatewayStatus, QuoteBatch } from '../../../services/shared/contracts/wire/index.ts';
import type { Connection, ConnectionHandlers } from './connection.ts';
import { MovingClient } from './moving-client.ts';

const FRESH = { role: 'origin', link: 'up', stale: null, complete: true, heartbeatAge: 10, now: 0 } as const;

function statusAt(site: string): GatewayStatus {
  return { site, ...FRESH };
}

function batch(seqs: Readonly<Record<string, number>>): QuoteBatch {
  const quotes = Object.entries(seqs).map(
    ([symbol, seq]) => [symbol, seq, 1, 0, '1.0', 1, '1.1', 1, '1.0', 0] as QuoteBatch['quotes'][number],
  );
  return { epoch: 1, quotes };
}

/** A client whose connections are scripted by the test, in the order in which it dials. */
function setUp(relocates: boolean) {
  const dialled: (ConnectionHandlers & { readonly close: ReturnType<typeof vi.fn<Connection['close']>> })[] = [];
  const delivered: QuoteBatch[] = [];
  const due: (() => void)[] = [];
  let now = 0;
  const client = new MovingClient({
    relocates,
    open: (handlers) => {
      const close = vi.fn<Connection['close']>(() => handlers.onClose('closed here'));
      dialled.push({ ...handlers, close });
      return { close };
    },
    now: () => now,
    later: (act) => due.push(act),
    onDelivered: (one) => delivered.push(one),
  });
  return {
    client,
    delivered,
    dialled: (index: number) => dialled[index]!,
    get count() {
      return dialled.length;
    },
    pass: (ms: number) => (now += ms),
    reconnect: () => due.shift()?.(),
    answer: (index: number, site: string, snapshot: QuoteBatch, resumed?: number) =>
      dialled[index]!.onSnapshot({
        ok: true,
        snapshot: [snapshot],
        status: statusAt(site),
        ...(resumed !== undefined && { resumed }),
      }),
  };
}

it('makes before it breaks: resumes by the last seq, and closes the old connection when the new one has caught up', () => {
  const at = setUp(true);
  at.answer(0, 'onprem', batch({ A: 1, B: 1 }));
  at.dialled(0).onQuotes(batch({ A: 2 }));
  at.dialled(0).onRelocate?.();
  expect(at.dialled(1).resume?.()).toEqual([{ epoch: 1, seqs: { A: 2, B: 1 } }]);
  at.dialled(0).onQuotes(batch({ A: 3 }));
  // The new gateway is behind with A, and left out B, which the client holds.
  at.answer(1, 'cloud', batch({ A: 2 }), 1);
  expect(at.dialled(0).close).not.toHaveBeenCalled();
  at.dialled(0).onQuotes(batch({ A: 4 }));
  at.dialled(1).onQuotes(batch({ A: 3 }));
  at.dialled(1).onQuotes(batch({ A: 4 }));
  expect(at.dialled(0).close).toHaveBeenCalledOnce();
  at.dialled(1).onQuotes(batch({ A: 5, B: 2 }));
  const { totals, ...observed } = at.client.observation;
  expect(observed).toMatchObject({ sites: ['onprem', 'cloud'], relocated: 1, closed: 0, lost: [], stepsBack: 0 });
  expect(totals).toMatchObject({ missing: 0, duplicates: 0, outOfOrder: 0, unsettled: 0, unexplained: 0 });
  expect(at.delivered.flatMap(({ quotes }) => quotes.map(([symbol, seq]) => `${symbol}${seq}`))).toEqual([
    'A2',
    'A3',
    'A4',
    'A5',
    'B2',
  ]);
});

it('replaces a new connection that is asked to relocate too, and keeps the old one meanwhile', () => {
  const at = setUp(true);
  at.answer(0, 'onprem', batch({ A: 1 }));
  at.dialled(0).onRelocate?.();
  at.dialled(1).onRelocate?.();
  expect(at.dialled(1).close).toHaveBeenCalledOnce();
  expect(at.dialled(0).close).not.toHaveBeenCalled();
  at.answer(2, 'cloud', batch({ A: 1 }));
  expect(at.dialled(0).close).toHaveBeenCalledOnce();
  expect([at.count, at.client.observation.lost]).toEqual([3, []]);
});

it('counts a connection that is lost before the new one has caught up', () => {
  const at = setUp(true);
  at.answer(0, 'onprem', batch({ A: 5 }));
  at.dialled(0).onRelocate?.();
  at.answer(1, 'cloud', batch({ A: 4 }));
  at.dialled(0).onClose('the transport was closed', 1_006);
  const { lost, stepsBack, relocated } = at.client.observation;
  expect({ lost, stepsBack, relocated }).toEqual({
    lost: ['the transport was closed (1006)'],
    stepsBack: 1,
    relocated: 0,
  });
});

it('ignores the request as a plain client, is closed at the deadline, and recovers by a whole snapshot', () => {
  const at = setUp(false);
  at.answer(0, 'onprem', batch({ A: 1 }));
  at.client.measure();
  at.dialled(0).onRelocate?.();
  expect(at.count).toBe(1);
  at.dialled(0).onClose('the transport was closed', 4_012);
  at.pass(700);
  at.reconnect();
  expect(at.dialled(1).resume?.()).toEqual([]);
  at.answer(1, 'cloud', batch({ A: 9 }));
  at.pass(10);
  at.dialled(1).onQuotes(batch({ A: 10 }));
  const { totals, ...observed } = at.client.observation;
  expect(observed).toEqual({
    sites: ['onprem', 'cloud'],
    relocated: 0,
    closed: 1,
    lost: [],
    stepsBack: 0,
    longestSilenceMs: 700,
    longestSwitchMs: 0,
  });
  expect(totals).toMatchObject({ missing: 0, unsettled: 0 });
});

it('measures the silence of its switches apart from the rest, until the first quote after each', () => {
  const at = setUp(true);
  const passAnd = (ms: number, act: () => void) => {
    at.pass(ms);
    act();
  };
  at.answer(0, 'onprem', batch({ A: 1 }));
  passAnd(900, () => at.dialled(0).onQuotes(batch({ A: 2 })));
  // What the old connection did not deliver before it was asked counts, too.
  passAnd(30, () => at.dialled(0).onRelocate?.());
  passAnd(20, () => at.answer(1, 'cloud', batch({ A: 2 })));
  passAnd(70, () => at.dialled(1).onQuotes(batch({ A: 3 })));
  passAnd(400, () => at.dialled(1).onQuotes(batch({ A: 4 })));
  expect(at.client.observation).toMatchObject({ relocated: 1, longestSilenceMs: 900, longestSwitchMs: 70 });
  passAnd(10, () => at.dialled(1).onRelocate?.());
  passAnd(80, () => at.answer(2, 'onprem', batch({ A: 3 })));
  expect(at.client.observation).toMatchObject({ relocated: 1, longestSwitchMs: 90 });
});

it('asks for everything when what it holds does not complete a snapshot', () => {
  const at = setUp(true);
  at.answer(0, 'onprem', batch({ A: 1, GONE: 1 }));
  at.dialled(0).onRelocate?.();
  at.dialled(1).resume?.();
  at.answer(1, 'cloud', batch({}), 1);
  expect(at.dialled(1).close).toHaveBeenCalledOnce();
  at.reconnect();
  expect(at.dialled(2).resume?.()).toEqual([]);
  at.answer(2, 'cloud', batch({ A: 1 }));
  expect(at.client.observation).toMatchObject({ relocated: 1, lost: [] });
});
