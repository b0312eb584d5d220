import { expect, it } from 'vitest';
import { describeFaults, StoreAlarms } from './store-faults.ts';

const FULL = "JetStream stream 'QUOTES > QUOTES' write error: write /data/1.blk: no space left on device";
const off = (broker: string) => ({ broker, stream: null, cause: 'no space left' });

it('reads which broker cannot store which stream, and leaves out what is about something else', () => {
  const faults = describeFaults([
    { server: { name: 'onprem-2' }, data: { errors: [{ error: 'JetStream not enabled (10076)' }] } },
    { server: { name: 'onprem-3' }, data: { errors: [{ error: 'JetStream is not current with the meta leader' }] } },
    { server: { name: 'onprem-1' }, data: { errors: [{ stream: 'QUOTES', error: FULL }] } },
    { server: { name: 'onprem-4' }, data: {} },
  ]);
  expect(faults).toEqual([
    { broker: 'onprem-1', stream: 'QUOTES', cause: 'no space left' },
    { broker: 'onprem-2', stream: null, cause: 'no space left, or no permission to write: JetStream has shut down' },
  ]);
});

it('raises an alarm for the stream that a single broker cannot store, and for no other', () => {
  const alarms = new StoreAlarms(1);
  const faults = [{ broker: 'onprem-1', stream: 'QUOTES', cause: 'no space left' }];
  const alarm = {
    code: 'not-stored',
    since: 5,
    text: "the stream can't be stored: no space left (onprem-1)",
    missing: 0,
  };
  expect(alarms.observe('QUOTES', [], 4)).toBeNull();
  expect(alarms.observe('QUOTES', faults, 5)).toEqual(alarm);
  expect(alarms.observe('QUOTES', faults, 6)).toEqual(alarm);
  expect(alarms.observe('INSTRUMENTS', faults, 6)).toBeNull();
  expect(alarms.observe('QUOTES', [], 7)).toBeNull();
  expect(alarms.observe('QUOTES', faults, 8)).toEqual({ ...alarm, since: 8 });
});

it('raises none while a majority of three stores', () => {
  const alarms = new StoreAlarms(3);
  expect(alarms.observe('QUOTES', [off('cloud-1')], 1)).toBeNull();
  expect(alarms.observe('QUOTES', [off('cloud-1'), off('cloud-2')], 2)).toMatchObject({
    since: 2,
    text: "the stream can't be stored: no space left (cloud-1, cloud-2)",
  });
});
