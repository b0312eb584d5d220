import { expect, it } from 'vitest';
import { otherProfileRuns } from './profiles.ts';

const BOTH = ['api', 'feed', 'front-door', 'gateway'];
const FULL = [...BOTH, 'onprem-1', 'cloud-2', 'bridge-cloud'];
const LIGHT = [...BOTH, 'onprem-light', 'cloud-light', 'bridge-cloud-light'];

it('names the other profile, one of its services, and what takes it down', () => {
  expect(otherProfileRuns(FULL, 'light')).toBe(
    "The profile full runs (onprem-1). Take it down first: docker compose --profile '*' down",
  );
  expect(otherProfileRuns(LIGHT, 'full')).toContain('The profile light runs (onprem-light)');
});

it('lets a profile start anew beside itself, and beside what both have', () => {
  expect(otherProfileRuns(FULL, 'full')).toBeNull();
  expect(otherProfileRuns(LIGHT, 'light')).toBeNull();
  expect(otherProfileRuns(BOTH, 'light')).toBeNull();
  expect(otherProfileRuns([''], 'full')).toBeNull();
});
