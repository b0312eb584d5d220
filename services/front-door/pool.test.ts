import { describe, expect, it } from 'vitest';
import { NO_ANSWER, Pool } from './pool.ts';
import type { Instance } from './pool.ts';
import { weightsOf } from './weights.ts';
import type { FrontDoorWeights, PublicService } from '@quotebridge/contracts';

const SITES = ['cloud', 'onprem'];

function instance(site: string, service: PublicService, port: number): Instance {
  return { site, service, url: new URL(`http://127.0.0.1:${port}`) };
}
const [a, b, c] = [instance('cloud', 'api', 1), instance('cloud', 'api', 2), instance('onprem', 'api', 3)];
const gateway = instance('cloud', 'gateway', 4);

function weights(given: FrontDoorWeights) {
  const found = weightsOf(given, SITES);
  if (found === null) throw new Error('not usable');
  return found;
}

function poolOf(given: FrontDoorWeights, ready = [a, b, c, gateway]): Pool {
  const pool = new Pool([a, b, c, gateway], weights(given));
  for (const each of ready) pool.mark(each, null);
  return pool;
}

function take(pool: Pool, count: number, avoid?: Instance): Record<string, number> {
  const taken: Record<string, number> = {};
  for (let index = 0; index < count; index += 1) {
    const port = pool.pick('api', avoid)?.url.port ?? 'none';
    taken[port] = (taken[port] ?? 0) + 1;
  }
  return taken;
}

describe('Pool', () => {
  it('distributes by weight between sites, and in turn within one', () => {
    expect(take(poolOf({ cloud: 80, onprem: 20 }), 100)).toEqual({ 1: 40, 2: 40, 3: 20 });
  });

  it('has no instance before the first check', () => {
    expect(take(poolOf({ cloud: 100 }, []), 1)).toEqual({ none: 1 });
  });

  it('skips instances that are not ready, and gives the share of a site without any to the others', () => {
    const pool = poolOf({ cloud: 80, onprem: 20 });
    pool.mark(a, 'draining');
    expect(take(pool, 10)).toEqual({ 2: 8, 3: 2 });
    pool.mark(b, 'is down');
    expect(take(pool, 10)).toEqual({ 3: 10 });
    pool.mark(a, null);
    expect(take(pool, 10)).toEqual({ 1: 8, 3: 2 });
  });

  it('gives nothing to a site of weight 0, even if no other is ready', () => {
    const pool = poolOf({ cloud: 0, onprem: 100 });
    expect(take(pool, 10)).toEqual({ 3: 10 });
    pool.mark(c, 'is down');
    expect(take(pool, 10)).toEqual({ none: 10 });
    expect(pool.whyNone('api')).toBe('api at onprem: is down');
  });

  it('applies new weights from the next choice on', () => {
    const pool = poolOf({ cloud: 100, onprem: 0 });
    expect(take(pool, 3)).toEqual({ 1: 2, 2: 1 });
    pool.setWeights(weights({ cloud: 0, onprem: 1 }));
    expect(take(pool, 3)).toEqual({ 3: 3 });
  });

  it('chooses an instance to avoid only when there is no other', () => {
    const pool = poolOf({ cloud: 50, onprem: 50 });
    expect(take(pool, 10, c)).toEqual({ 1: 5, 2: 5 });
    pool.mark(a, 'is down');
    pool.mark(b, 'is down');
    expect(take(pool, 10, c)).toEqual({ 3: 10 });
    expect([pool.hasOther('api', c), pool.hasOther('api', a)]).toEqual([false, true]);
  });

  it('fails open when all checks time out: sites keep their weights, and a site of weight 0 gets nothing', () => {
    const pool = poolOf({ cloud: 80, onprem: 20 });
    for (const each of [a, b, c]) pool.mark(each, NO_ANSWER);
    expect(take(pool, 10)).toEqual({ 1: 4, 2: 4, 3: 2 });
    expect([pool.failsOpen('api'), pool.failsOpen('gateway'), pool.isUsable(a)]).toEqual([true, false, true]);
    expect(pool.whyNotReady()).toBeNull();
    expect(pool.whyOpen()).toBe(
      'api at cloud: does not answer; api at cloud: does not answer; api at onprem: does not answer',
    );
    pool.setWeights(weights({ cloud: 0, onprem: 100 }));
    expect(take(pool, 10)).toEqual({ 3: 10 });
  });

  it('prefers a ready instance to those whose checks time out, also when it is to be avoided', () => {
    const pool = poolOf({ cloud: 100, onprem: 100 });
    pool.mark(a, NO_ANSWER);
    pool.mark(b, NO_ANSWER);
    expect(take(pool, 10)).toEqual({ 3: 10 });
    expect(take(pool, 10, c)).toEqual({ 3: 10 });
    expect([pool.failsOpen('api'), pool.isUsable(a), pool.whyOpen()]).toEqual([false, false, null]);
  });

  it('fails open only for instances that were ready: none that refused or reported that it is not ready', () => {
    const pool = poolOf({ cloud: 100, onprem: 100 });
    pool.mark(a, 'draining');
    pool.mark(b, NO_ANSWER);
    pool.mark(c, 'is down');
    expect(take(pool, 10)).toEqual({ 2: 10 });
    // It stays known as stopped when its checks time out later.
    pool.mark(a, NO_ANSWER);
    pool.mark(c, NO_ANSWER);
    expect(take(pool, 10)).toEqual({ 2: 10 });
    pool.mark(b, 'is down');
    expect(take(pool, 10)).toEqual({ none: 10 });
    expect(pool.pickUnknown('api')).toBeNull();
    expect([pool.failsOpen('api'), pool.whyOpen()]).toEqual([false, null]);
    expect(pool.whyNotReady()).toBe(
      'api at cloud: does not answer; api at cloud: is down; api at onprem: does not answer',
    );
  });

  it('has an instance that never answered a check only for requests that have waited', () => {
    const pool = poolOf({ cloud: 100, onprem: 0 }, []);
    for (const each of [b, c]) pool.mark(each, NO_ANSWER);
    expect(take(pool, 10)).toEqual({ none: 10 });
    expect([pool.pickUnknown('api'), pool.pickUnknown('api', b)]).toEqual([b, b]);
    pool.mark(b, 'is down');
    expect(pool.pickUnknown('api')).toBeNull();
  });

  it('reports why requests cannot be forwarded', () => {
    const pool = poolOf({ cloud: 100, onprem: 100 });
    expect(pool.whyNotReady()).toBeNull();
    pool.mark(gateway, 'waiting for a heartbeat');
    expect(pool.whyNotReady()).toBe('gateway at cloud: waiting for a heartbeat');
    pool.setWeights(weights({ onprem: 100 }));
    expect(pool.whyNotReady()).toBe('gateway: no site with a weight has one');
  });

  it('wakes waiters when something changes, and not before', async () => {
    const pool = poolOf({ cloud: 100 }, []);
    const gone = new AbortController();
    const woken: string[] = [];
    const changed = pool.nextChange(new AbortController().signal).then(() => woken.push('change'));
    const aborted = pool.nextChange(gone.signal).then(() => woken.push('gone'));
    expect(pool.mark(a, 'not checked yet')).toBe(false);
    gone.abort();
    await aborted;
    expect(woken).toEqual(['gone']);
    expect(pool.mark(a, null)).toBe(true);
    await changed;
    expect(woken).toEqual(['gone', 'change']);
  });
});
