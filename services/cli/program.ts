import { Command, InvalidArgumentError, Option } from 'commander';
import { address } from './address.ts';
import { contentOf, openApi } from './client.ts';
import { showDemand } from './demand.ts';
import { showLedger } from './ledger.ts';
import { historyTable, quoteTable, staleText, statusTable } from './tables.ts';
import { watch } from './watch.ts';

export interface ProgramDeps {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
  readonly stopping: AbortSignal;
}

interface Common {
  readonly url: string;
  readonly json: boolean;
}

/** `npm run quotes`: live quotes, snapshots, history and status in a terminal. Actions throw `CliError`. */
export function createProgram({ out, err, stopping }: ProgramDeps): Command {
  const program = new Command('npm run quotes --').description('Quotes in the terminal.');
  const print = (json: boolean, content: unknown, text: () => string) => {
    out.write(`${json ? JSON.stringify(content, null, 2) : text()}\n`);
  };
  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .addOption(
        new Option('--url <url>', 'where the API is')
          .env('QUOTES_URL')
          .default('http://localhost:8080')
          .argParser(address),
      )
      .option('--json', 'print JSON', false);

  command('watch', 'a live table; piped or with --json, a line for each quote')
    .argument('[symbols...]', 'which symbols; none is all')
    .action((symbols: string[], options: Common) => watch({ ...options, symbols: split(symbols), out, err, stopping }));

  command('snapshot', 'the newest quotes, or the market as it stood')
    .argument('[symbols...]', 'which symbols; none is all')
    .option('--as-of <when>', 'a time such as 2026-01-31T14:30:00Z, milliseconds since the Unix epoch, or seq:N')
    .action(async (symbols: string[], options: Common & { asOf?: string }) => {
      const list = split(symbols);
      const query = {
        ...(list.length === 0 ? {} : { symbols: list.join(',') }),
        ...(options.asOf === undefined ? {} : { as_of: options.asOf }),
      };
      const answer = await contentOf(openApi(options.url, stopping).GET('/v1/quotes', { params: { query } }));
      const now = Date.now();
      print(options.json, answer, () =>
        [quoteTable(answer.quotes, now), staleText(answer.stale, now)].filter((line) => line !== null).join('\n'),
      );
    });

  command('history', 'the quotes of a symbol that the stream keeps')
    .argument('<symbol>')
    .option('--limit <n>', 'at most so many quotes', integer, 20)
    .addOption(new Option('--order <order>', 'desc is the newest first').choices(['asc', 'desc']).default('desc'))
    .option('--from <time>', 'published at or after this time')
    .option('--to <time>', 'published before this time')
    .option('--from-seq <n>', 'with this seq or a greater one', integer)
    .option('--to-seq <n>', 'with this seq or a lower one', integer)
    .action(async (symbol: string, options: Common & HistoryOptions) => {
      const { limit, order, from, to, fromSeq, toSeq } = options;
      const query = {
        limit,
        order,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...(fromSeq === undefined ? {} : { from_seq: fromSeq }),
        ...(toSeq === undefined ? {} : { to_seq: toSeq }),
      };
      const params = { path: { symbol }, query };
      const answer = await contentOf(openApi(options.url, stopping).GET('/v1/quotes/{symbol}/history', { params }));
      print(options.json, answer, () => historyTable(answer));
    });

  command('status', 'how fresh and complete the site is').action(async (options: Common) => {
    const answer = await contentOf(openApi(options.url, stopping).GET('/v1/status'));
    print(options.json, answer, () => statusTable(answer));
  });

  command(
    'ledger',
    'the account of every quote, and a receipt for every outage: live; piped or with --json, a line for each change',
  )
    .option('--once', 'show it once and end', false)
    .action((options: Common & { once: boolean }) => showLedger({ ...options, out, err, stopping }));
  command('demand', 'how many clients are subscribed to each symbol, as the site knows it: live; piped, once a second')
    .option('--once', 'show it once and end', false)
    .action((options: Common & { once: boolean }) => showDemand({ ...options, out, err, stopping }));
  // Not for invalid arguments: their error states what is allowed.
  program.showHelpAfterError();
  return program;
}

interface HistoryOptions {
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  readonly from?: string;
  readonly to?: string;
  readonly fromSeq?: number;
  readonly toSeq?: number;
}

/** `AAPL MSFT` and `AAPL,MSFT` are the same. */
function split(symbols: readonly string[]): string[] {
  return symbols.flatMap((symbol) => symbol.split(',')).filter((symbol) => symbol !== '');
}

function integer(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Allowed is an integer from 1.');
}
