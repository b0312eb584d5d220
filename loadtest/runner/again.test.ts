import { expect, it } from 'vitest';
import { againCommand } from './again.ts';

it('keeps what a run was told, but for the folder of its report', () => {
  expect(againCommand(['03', '--clients', '500', '--report', 'out', '--url=http://localhost:8081', '--report=x'])).toBe(
    'npm run load -- 03 --clients 500 --url=http://localhost:8081',
  );
});

it('quotes what a shell would take apart', () => {
  expect(againCommand(['03', '--data', "it's here"])).toBe(String.raw`npm run load -- 03 --data 'it'\''s here'`);
});
