import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

const needed = { PORT: '0', SITE: 'onprem', NATS_URL: 'nats://x:1', NATS_USER: 'u', NATS_PASSWORD: 'p' };

it('needs no file', () => {
  expect(readConfig(needed).REFDATA_FILE).toBeUndefined();
  expect(readConfig({ ...needed, REFDATA_FILE: '' }).REFDATA_FILE).toBeUndefined();
  expect(readConfig({ ...needed, REFDATA_FILE: 'details.jsonl' }).REFDATA_FILE).toBe('details.jsonl');
});

it('names the variable that is missing', () => {
  expect(() => readConfig({ ...needed, NATS_USER: '' })).toThrow('NATS_USER is missing');
});
