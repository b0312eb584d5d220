import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { CsvFileError, CsvLineError } from '../csv.ts';
import { INSTRUMENTS_PATH } from '../daily.ts';
import { openReplay, type ReplayOptions } from './replay.ts';
import { take, temporaryFile } from '../testing.ts';

const HEADER = 'time,symbol,bid,bidSize,ask,askSize,last';
const GOOD = '1362148200000,AAPL,438.05,200,438.12,300,438.10';

type Overrides = Partial<Omit<ReplayOptions, 'path'>>;

async function replay(content: string | Uint8Array, count: number, overrides: Overrides = {}) {
  await using file = await temporaryFile('quotes.csv', content);
  const source = await openReplay({ path: file.path, speed: 1, loop: false, badLines: 'refuse', ...overrides });
  const quotes = await take(source, count);
  return { source, quotes, at: quotes.map((quote) => quote.at) };
}

function rowsAt(...times: readonly (number | string)[]): string {
  return [HEADER, ...times.map((time) => `${time},AAPL,438.05,200,438.12,300,438.10`)].join('\n');
}

test('keeps prices as the file writes them', async () => {
  const { quotes, source } = await replay(`${HEADER}\n1362148200000,ABC,0438.0500,200.5,438.12,0,438\n`, 9);
  expect(quotes).toEqual([
    { symbol: 'ABC', at: 0, bid: '0438.0500', bidSize: 200.5, ask: '438.12', askSize: 0, last: '438' },
  ]);
  expect(source.instruments).toEqual([
    { symbol: 'ABC', name: 'ABC', currency: 'XXX', tickSize: '0.0001', source: 'replay' },
  ]);
});

test('takes instruments from their own file when there is one', async () => {
  const { source } = await replay(`${HEADER}\n${GOOD}`, 9, { instrumentsPath: INSTRUMENTS_PATH });
  expect(source.instruments).toHaveLength(5);
  expect(source.instruments[0]).toEqual({
    symbol: 'AAPL',
    name: 'Apple Inc.',
    currency: 'USD',
    tickSize: '0.01',
    source: 'replay',
  });
});

test.each([
  ['CRLF line ends', `${HEADER}\r\n${GOOD}\r\n${GOOD}\r\n`],
  ['line ends of both kinds', `${HEADER}\n${GOOD}\r\n${GOOD}\n`],
  ['bare CR line ends', `${HEADER}\r${GOOD}\r${GOOD}\r`],
  ['capitals in the header', `${HEADER.toUpperCase()}\n${GOOD}\n${GOOD}`],
  ['gzip', gzipSync(`${HEADER}\n${GOOD}\n${GOOD}`)],
  ['no line end at the end', `${HEADER}\n${GOOD}\n${GOOD}`],
  ['a byte order mark', `\uFEFF${HEADER}\n${GOOD}\n${GOOD}`],
  ['comments and empty lines', `# made by hand\n\n${HEADER}\n\n${GOOD}\n# more\n${GOOD}\n\n`],
  ['quoted fields', `"${HEADER.replaceAll(',', '","')}"\n"${GOOD.replaceAll(',', '","')}"\n${GOOD}`],
  ['blanks around fields', `${HEADER.replaceAll(',', ' , ')}\n${GOOD.replaceAll(',', ' , ')}\n${GOOD}`],
  ['more columns', `venue,${HEADER}\nX,${GOOD}\nY,${GOOD}`],
])('reads a file with %s', async (_, content) => {
  const { quotes } = await replay(content, 9);
  const quote = { symbol: 'AAPL', at: 0, bid: '438.05', bidSize: 200, ask: '438.12', askSize: 300, last: '438.10' };
  expect(quotes).toEqual([quote, quote]);
});

test('reads columns in any order', async () => {
  const { quotes } = await replay('last,askSize,ask,bidSize,bid,symbol,time\n3,4,2,5,1,ABC,7\n', 9);
  expect(quotes).toEqual([{ symbol: 'ABC', at: 0, bid: '1', bidSize: 5, ask: '2', askSize: 4, last: '3' }]);
});

test.each([
  ['time', 'yesterday,AAPL,1,1,2,1,1', 'time "yesterday" must be ISO 8601 with a zone'],
  ['time without a zone', '2013-03-01T14:30:00,AAPL,1,1,2,1,1', 'time "2013-03-01T14:30:00" must be'],
  ['day that is not', '2013-02-30T14:30:00Z,AAPL,1,1,2,1,1', 'time "2013-02-30T14:30:00Z" must be'],
  ['time out of range', '99999999999999999,AAPL,1,1,2,1,1', 'time "99999999999999999" must be'],
  ['time before 1970', '-1,AAPL,1,1,2,1,1', 'time "-1" must be'],
  ['symbol', '1362148200000,A PL,1,1,2,1,1', 'symbol "A PL" must be 1 to 32 of'],
  ['no symbol', '1362148200000,,1,1,2,1,1', 'symbol "" must be'],
  ['unlisted symbol', '1362148200000,ZZZ,1,1,2,1,1', 'symbol "ZZZ" must be an instrument of instruments.csv'],
  ['price', '1362148200000,AAPL,abc,1,2,1,1', 'bid "abc" must be a decimal such as 438.05'],
  ['price in scientific notation', '1362148200000,AAPL,1,1,2e3,1,1', 'ask "2e3" must be a decimal'],
  ['no price', '1362148200000,AAPL,1,1,2,1,', 'last "" must be a decimal'],
  ['infinite price', '1362148200000,AAPL,1,1,Infinity,1,1', 'ask "Infinity" must be a decimal'],
  ['size', '1362148200000,AAPL,1,many,2,1,1', 'bidSize "many" must be a number from 0'],
  ['negative size', '1362148200000,AAPL,1,1,2,-1,1', 'askSize "-1" must be a number from 0'],
  ['hexadecimal size', '1362148200000,AAPL,1,0x10,2,1,1', 'bidSize "0x10" must be a number from 0'],
  ['bid above the ask', '1362148200000,AAPL,3,1,2,1,1', 'bid "3" must not be above the ask "2"'],
  ['too few fields', '1362148200000,AAPL,1,1,2,1', 'has 6 fields and must have 7, as the header'],
  ['too many fields', '1362148200000,AAPL,1,5,1,2,1,1', 'has 8 fields and must have 7, as the header'],
  ['stray quote', '1362148200000,"AAPL,1,1,2,1,1', 'symbol ""AAPL" must be 1 to 32 of'],
  ['bytes that are no text', '\u0000\uFFFD,AAPL,1,1,2,1,1', 'time "\u0000\uFFFD" must be'],
  [
    'time before the line above',
    '1362148199999,AAPL,1,1,2,1,1',
    'time "1362148199999" must not be before the line above',
  ],
])('refuses a line with a bad %s, or skips and counts it', async (_, bad, message) => {
  const content = `${HEADER}\n${GOOD}\n\n${bad}\n${GOOD}\n`;
  const instrumentsPath = INSTRUMENTS_PATH;
  const refusal = replay(content, 9, { instrumentsPath });
  await expect(refusal).rejects.toThrow(CsvLineError);
  await expect(refusal).rejects.toMatchObject({ line: 4 });
  await expect(refusal).rejects.toThrow(`quotes.csv:4: ${message}`);

  const skips: [number, number][] = [];
  const onSkip: ReplayOptions['onSkip'] = ({ line }, skipped) => skips.push([line, skipped]);
  const { quotes, source } = await replay(content, 9, { instrumentsPath, badLines: 'skip', onSkip });
  expect(quotes).toHaveLength(2);
  expect(source.skipped).toBe(1);
  expect(skips).toEqual([[4, 1]]);
});

const ROWS = Array.from({ length: 3_000 }, () => GOOD);
const BAD_FAR_DOWN = [HEADER, ...ROWS, 'garbage', ...ROWS].join('\n');

test('refuses a bad line far down before the first quote', async () => {
  await expect(replay(BAD_FAR_DOWN, 1)).rejects.toThrow('quotes.csv:3002: has 1 fields');
  await expect(replay(BAD_FAR_DOWN, 1, { instrumentsPath: INSTRUMENTS_PATH })).rejects.toThrow('quotes.csv:3002:');
});

test('without a check, refuses a bad line far down when the stream gets there', async () => {
  await using file = await temporaryFile('quotes.csv', BAD_FAR_DOWN);
  const source = await openReplay({ path: file.path, speed: 1, loop: false, badLines: 'refuse', check: false });
  expect(await take(source, 2_000)).toHaveLength(2_000);
  await expect(take(source, Infinity)).rejects.toThrow('quotes.csv:3002: has 1 fields');
});

test.each([
  ['empty', '', 'quotes.csv:1: is empty'],
  ['empty but for comments', '# nothing\n', 'quotes.csv:1: is empty'],
  ['without a header', `${GOOD}\n${GOOD}\n`, `quotes.csv:1: header "${GOOD}" must name the columns ${HEADER} or time,`],
  ['without a column', 'time,symbol,bid\n', 'quotes.csv:1: header "time,symbol,bid" must name the columns'],
  ['with a column twice', `${HEADER},bid\n${GOOD},1\n`, 'each once'],
  ['without lines', `${HEADER}\n`, 'quotes.csv:1: has no usable line below the header'],
])('refuses a file %s, whatever is done with bad lines', async (_, content, message) => {
  await expect(replay(content, 9)).rejects.toThrow(message);
  await expect(replay(content, 9, { badLines: 'skip', loop: true })).rejects.toThrow(message);
});

test('refuses a file of nothing but bad lines instead of looping over it for ever', async () => {
  const options: Overrides = { badLines: 'skip', loop: true };
  await expect(replay(`${HEADER}\nx\ny\n`, 9, options)).rejects.toThrow('has no usable line');
});

test('refuses a line without end', async () => {
  await expect(replay(`${HEADER}\n${'9'.repeat(100_000)}\n`, 9)).rejects.toThrow(/quotes\.csv:\d+: Max Record Size/);
});

test('names the missing file', async () => {
  await using file = await temporaryFile('none.csv');
  const opening = openReplay({ path: file.path, speed: 1, loop: false, badLines: 'refuse' });
  await expect(opening).rejects.toThrow(CsvFileError);
  await expect(opening).rejects.toThrow(`${file.path} cannot be read: ENOENT`);
});

test('schedules by the times of the file', async () => {
  expect((await replay(rowsAt(1_000, 1_000, 1_007, 3_000), 9)).at).toEqual([0, 0, 7, 2_000]);
});

test('reads ISO 8601 with any zone and milliseconds alike', async () => {
  const times = ['2013-03-01T14:30:00Z', 1362148200001, '2013-03-01T09:30:00.002-05:00', '2013-03-01T14:30:00.0039Z'];
  expect((await replay(rowsAt(...times), 9)).at).toEqual([0, 1, 2, 3]);
});

test.each([
  [10, [0, 0, 1, 10]],
  [0.5, [0, 18, 20, 200]],
])('runs %d times as fast', async (speed, at) => {
  expect((await replay(rowsAt(0, 9, 10, 100), 9, { speed })).at).toEqual(at);
});

test.each([
  [1, [0, 10, 60, 61]],
  [100, [0, 0, 50, 50]],
])('cuts quiet stretches down to the limit on the schedule, at speed %d', async (speed, at) => {
  const night = 64_800_000;
  expect((await replay(rowsAt(0, 10, 10 + night, 11 + night), 9, { speed, maxQuietMs: 50 })).at).toEqual(at);
});

test('continues the schedule when it loops', async () => {
  const { at } = await replay(rowsAt(0, 10, 15), 8, { loop: true, maxQuietMs: 100 });
  expect(at).toEqual([0, 10, 15, 115, 125, 130, 230, 240]);
});

test('does not drift over many rounds', async () => {
  const { at } = await replay(rowsAt(0, 1), 1_000, { loop: true, maxQuietMs: 1, speed: 3 });
  // A round takes 1 ms of the file's time and 3 ms to the next.
  expect(at.at(-1)).toBe(Math.floor((499 * 4 + 1) / 3));
});

test('counts skipped lines once however often it loops', async () => {
  const { source } = await replay(`${HEADER}\n${GOOD}\nbad\n`, 5, { loop: true, badLines: 'skip' });
  expect(source.skipped).toBe(1);
});

test('starts from the beginning with each call', async () => {
  await using file = await temporaryFile('quotes.csv', rowsAt(5, 10, 15));
  const source = await openReplay({ path: file.path, speed: 1, loop: false, badLines: 'refuse' });
  expect(await take(source, 9)).toEqual(await take(source, 9));
});

test('ends when it is aborted', async () => {
  await using file = await temporaryFile('quotes.csv', rowsAt(5, 10));
  const source = await openReplay({ path: file.path, speed: 1, loop: true, badLines: 'refuse' });
  const abort = new AbortController();
  let chunks = 0;
  for await (const _ of source.quotes(abort.signal)) {
    chunks += 1;
    abort.abort();
  }
  expect(chunks).toBe(1);
});

test.each([0, -1, NaN, Infinity])('refuses the speed %d', async (speed) => {
  await expect(replay(rowsAt(1), 1, { speed })).rejects.toThrow(`speed ${speed} must be a number above 0`);
});

test('turns tickers into symbols, and names instruments by their tickers', async () => {
  const rows = ['BRK.B', 'BTC/USD', 'BTC_2FUSD'].map((ticker) => GOOD.replace('AAPL', ticker));
  const { source, quotes } = await replay([HEADER, ...rows].join('\n'), 9);
  expect(source.instruments.map(({ symbol, name }) => [symbol, name])).toEqual([
    ['BRK_2EB', 'BRK.B'],
    ['BTC_2FUSD', 'BTC/USD'],
  ]);
  expect(quotes.map(({ symbol }) => symbol)).toEqual(['BRK_2EB', 'BTC_2FUSD', 'BTC_2FUSD']);
});

test('makes quotes around trades', async () => {
  const { quotes } = await replay('time,symbol,price,size\n0,AAPL,438.05,100\n1,AAPL,438.04,7\n', 9);
  expect(quotes).toEqual([
    { symbol: 'AAPL', at: 0, bid: '438.04', bidSize: 100, ask: '438.05', askSize: 100, last: '438.05' },
    { symbol: 'AAPL', at: 1, bid: '438.04', bidSize: 7, ask: '438.05', askSize: 7, last: '438.04' },
  ]);
});

test('refuses a trade too large for its tick', async () => {
  const trades = 'time,symbol,price,size\n0,A,0.000000000001,1\n1,A,999999999999999,1\n';
  await expect(replay(trades, 9)).rejects.toThrow('quotes.csv:3: price "999999999999999" is too large');
});

test.each(['2.7e1', '.5', '', '1.1234567890123'])(
  'names the price "%s" of a symbol that has no good line',
  async (bid) => {
    const bad = `1362148200001,ABC,${bid},200,438.12,300,438.10`;
    await expect(replay(`${HEADER}\n${GOOD}\n${bad}`, 9)).rejects.toThrow(
      `:3: bid "${bid}" must be a decimal such as 438.05`,
    );
  },
);

test('refuses seconds where milliseconds are meant', async () => {
  await expect(replay(rowsAt(1_362_148_200), 9)).rejects.toThrow(':2: time "1362148200" looks like seconds');
  expect((await replay(rowsAt('1970-01-15T00:00:00Z'), 9)).quotes).toHaveLength(1);
});

test('reports a damaged gzip file', async () => {
  const whole = gzipSync(rowsAt(1_362_148_200_000));
  await expect(replay(whole.subarray(0, whole.length - 12), 9)).rejects.toThrow(CsvFileError);
});
