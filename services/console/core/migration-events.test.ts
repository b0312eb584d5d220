import { expect, it } from 'vitest';
import { entryOf, movesTo, stageOf, withEntry } from './migration-events.ts';

it('follows what the tool prints', () => {
  const lines = [
    '{"event":"step","id":"0001-api-to-cloud","status":"running","at":5,"step":"precheck","text":"precheck"}',
    '{"event":"counts","requests":{}}',
    'not JSON',
    '{"event":"end","id":"0001-api-to-cloud","status":"done","reason":null,"report":"/x"}',
  ];
  const begun = { id: null, stage: 2, status: 'running', timeline: [] } as const;
  const end = lines.flatMap((line) => entryOf(line) ?? []).reduce(withEntry, begun);
  expect(end).toEqual({
    id: '0001-api-to-cloud',
    stage: 2,
    status: 'done',
    timeline: [{ at: 5, kind: 'step', text: 'precheck' }],
  });
});

it('moves between the stages', () => {
  expect(movesTo(2, 0)).toEqual(['api,gateway', '--to', 'cloud']);
  expect(movesTo(1, 0)).toEqual(['api,gateway', '--to', 'cloud', '--canary', '0']);
  expect(movesTo(1, 2)).toEqual(['api,gateway', '--to', 'onprem', '--keep-source']);
  expect(movesTo(0, 2)).toEqual(['api,gateway', '--to', 'onprem']);
});

it.each([
  [0, 100, true, 2],
  [0, 100, false, 2],
  [100, 0, true, 1],
  [100, 0, false, 0],
  [90, 10, true, null],
])('with %i on-prem and %i in the cloud, where they run: %s, it is at stage %s', (onprem, cloud, wanted, stage) => {
  const shares = [
    { service: 'api', site: 'onprem', weight: onprem },
    { service: 'api', site: 'cloud', weight: cloud },
  ];
  expect(stageOf(shares, [{ service: 'api', site: 'cloud', wanted }])).toBe(stage);
});

it('knows no stage without shares', () => {
  expect(stageOf([], [])).toBeNull();
});
