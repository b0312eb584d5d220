import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WeightedTurns, weightsOf } from './weights.ts';

describe('weightsOf', () => {
  it('gives nothing to a site that is not listed, and ignores unknown sites', () => {
    const weights = weightsOf({ cloud: 90, edge: 5 }, ['cloud', 'onprem']);
    expect([...(weights?.api ?? [])]).toEqual([
      ['cloud', 90],
      ['onprem', 0],
    ]);
    expect(weights?.gateway).toEqual(weights?.api);
  });

  it('may differ between services', () => {
    const weights = weightsOf({ cloud: { api: 1, gateway: 0 }, onprem: { api: 0, gateway: 1 } }, ['cloud', 'onprem']);
    expect([weights?.api.get('cloud'), weights?.gateway.get('cloud')]).toEqual([1, 0]);
  });

  it('refuses weights that leave a service without a site', () => {
    expect(weightsOf({ edge: 100 }, ['cloud'])).toBeNull();
    expect(weightsOf({ cloud: { api: 1, gateway: 0 } }, ['cloud'])).toBeNull();
  });
});

describe('WeightedTurns', () => {
  it('has no turn without candidates', () => {
    expect(new WeightedTurns().next(new Map())).toBeNull();
  });

  it('gives every site its share of any number of turns, to within the number of sites', () => {
    assert(
      property(
        array(integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 5 }),
        integer({ min: 1, max: 300 }),
        (weights, rounds) => {
          const candidates = new Map(weights.map((weight, index) => [`site-${index}`, weight]));
          const turns = new WeightedTurns();
          const taken = new Map<string, number>();
          for (let round = 0; round < rounds; round += 1) {
            const site = turns.next(candidates) ?? '';
            taken.set(site, (taken.get(site) ?? 0) + 1);
          }
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          for (const [site, weight] of candidates) {
            expect(Math.abs((taken.get(site) ?? 0) - (rounds * weight) / total)).toBeLessThan(weights.length);
          }
        },
      ),
    );
  });
});
