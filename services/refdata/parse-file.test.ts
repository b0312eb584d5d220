import { InputError } from '@quotebridge/service-kit';
import { describe, expect, it } from 'vitest';
import { parseDetails } from './parse-file.ts';

const line = (over: object = {}) =>
  JSON.stringify({
    symbol: 'A',
    name: 'Example',
    currency: 'EUR',
    tickSize: '0.01',
    lotSize: 10,
    tradingHours: { timeZone: 'Europe/Berlin', days: ['Mon', 'Fri'], open: '09:00', close: '17:30' },
    corporateActions: [],
    ...over,
  });
const hours = (over: object) => ({
  tradingHours: { timeZone: 'UTC', days: ['Mon'], open: '09:00', close: '17:00', ...over },
});

describe('a file of reference data', () => {
  it('has an instrument a line, and their actions by date', () => {
    const action = (exDate: string) => ({ type: 'dividend', exDate, text: exDate });
    const actions = [action('2030-02-01'), action('2030-01-01')];
    const bySymbol = parseDetails(`${line()}\n\n${line({ symbol: 'B', corporateActions: actions })}\r\n`, 'f');
    expect([...bySymbol.keys()]).toEqual(['A', 'B']);
    expect(bySymbol.get('A')).toMatchObject({ lotSize: 10, source: 'file' });
    expect(bySymbol.get('B')?.corporateActions.map(({ exDate }) => exDate)).toEqual(['2030-01-01', '2030-02-01']);
  });

  it('may be empty', () => expect(parseDetails('\n', 'f').size).toBe(0));

  it.each([
    ['{', 'f:2: is not a JSON object on one line'],
    ['[]', 'f:2: Invalid input: expected object, received array'],
    [line({ symbol: 'BRK.B' }), 'f:2: symbol must be 1 to 32 of A-Z a-z 0-9 _ -'],
    [line(), 'f:2: symbol A is on line 1 already'],
    [line({ symbol: 'B', currency: 'Euro' }), 'f:2: currency must be a code of ISO 4217'],
    [line({ symbol: 'B', tickSize: 0.01 }), 'f:2: tickSize must be a decimal string'],
    [line({ symbol: 'B', lotSize: 0 }), 'f:2: lotSize must be a number greater than 0'],
    [line({ symbol: 'B', lotSize: undefined }), 'f:2: lotSize must be a number greater than 0'],
    [
      line({ symbol: 'B', ...hours({ timeZone: 'Mars' }) }),
      'f:2: tradingHours.timeZone must be a time zone such as America/New_York',
    ],
    [line({ symbol: 'B', ...hours({ open: '9:00' }) }), 'f:2: tradingHours.open must be HH:MM'],
    [line({ symbol: 'B', ...hours({ days: [] }) }), 'f:2: tradingHours.days must have at least one day'],
    [
      line({ symbol: 'B', corporateActions: [{ type: 'split', exDate: '2030-02-30', text: '' }] }),
      'f:2: corporateActions.0.exDate must be a day, YYYY-MM-DD',
    ],
    [line({ symbol: 'B', lot: 1 }), 'f:2: Unrecognized key: "lot"'],
  ])('is refused for line %s', (bad, message) => {
    const parse = () => parseDetails(`${line()}\n${bad}\n`, 'f');
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(message);
  });
});
