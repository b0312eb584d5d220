import { expect, it } from 'vitest';
import { StoreWatch } from './store-watch.ts';

const MIB = 1024 * 1024;
const FULL =
  "JetStream stream 'QUOTES > QUOTES' write error: write /data/jetstream/QUOTES/streams/QUOTES/msgs/1.blk: no space left on device";

it('restarts a broker that cannot store once there is room, and says each step once', () => {
  const watch = new StoreWatch('cloud-1');
  const look = (now: number, error: string | null, freeMib: number) =>
    watch.observe({ now, error, free: freeMib * MIB });
  expect(look(0, null, 0)).toEqual({ notice: null, restart: false });
  expect(look(1_000, FULL, 0)).toEqual({
    notice: "cloud-1 can't store: no space left (0 MiB free). It is restarted once 16 MiB are free",
    restart: false,
  });
  expect(look(2_000, FULL, 15)).toEqual({ notice: null, restart: false });
  expect(look(3_000, FULL, 16)).toMatchObject({ restart: true });
  expect(look(4_000, 'JetStream has not established contact with a meta leader', 16)).toEqual({
    notice: null,
    restart: false,
  });
  expect(look(5_000, null, 16)).toEqual({ notice: 'cloud-1 stores again', restart: false });
  expect(look(6_000, null, 16)).toEqual({ notice: null, restart: false });
});

it('waits longer each time that a restart did not help', () => {
  const watch = new StoreWatch('cloud-1');
  const restarts: number[] = [];
  for (let now = 0; now < 120_000; now += 1_000) {
    if (watch.observe({ now, error: FULL, free: 100 * MIB }).restart) restarts.push(now / 1_000);
  }
  expect(restarts).toEqual([0, 15, 45, 105]);
});
