import { expect, it } from 'vitest';
import { rerunCommand } from './rerun-command.ts';

it('keeps the options of a run, except the folder of its report', () => {
  expect(rerunCommand(['03', '--clients', '500', '--report', 'out', '--url=http://localhost:8081', '--report=x'])).toBe(
    'npm run load -- 03 --clients 500 --url=http://localhost:8081',
  );
});

it('quotes arguments that a shell would split', () => {
  expect(rerunCommand(['03', '--data', "it's here"])).toBe(String.raw`npm run load -- 03 --data 'it'\''s here'`);
});
