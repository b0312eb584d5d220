import { subscribeSchema, traceSchema, unsubscribeSchema } from '@quotebridge/contracts';
import type { DeliveryMode, QuoteBatch, ResumePoint } from '@quotebridge/contracts/wire';
import type { Instruments, Quotes } from '@quotebridge/quote-reader';
import type { Conflator, Outlet } from '../delivery/conflator.ts';
import type { LosslessQueue } from '../delivery/lossless-queue.ts';
import type { DemandCounter } from '../demand/demand-counter.ts';
import { Refusal, refuse } from './refusals.ts';
import type { DeliveryProbes, ProbedClient } from '../delivery/delivery-probes.ts';
import type { z } from 'zod';

type Packet = Buffer;

/** A client as far as its requests are concerned. */
export interface Requester extends Outlet<Packet> {
  /** `null` while it has no subscription. */
  mode: DeliveryMode | null;
}

export interface RequestDeps {
  readonly quotes: Pick<Quotes, 'entries' | 'isReady'>;
  readonly instruments: Pick<Instruments, 'bySymbol' | 'withdrawn' | 'isReady'>;
  readonly conflator: Pick<Conflator<Packet>, 'subscribe' | 'unsubscribe'>;
  readonly lossless: Pick<LosslessQueue<Packet>, 'subscribe' | 'unsubscribe'>;
  readonly demand: Pick<DemandCounter<Requester>, 'subscribed' | 'unsubscribed'>;
  /** The most symbols that one `subscribe` may name. */
  readonly maxSymbols: number;
}

/** Determines which symbols exist. */
type Known = Pick<RequestDeps, 'quotes' | 'instruments' | 'maxSymbols'>;

export interface Subscribed {
  readonly snapshot: readonly QuoteBatch[];
  readonly resumed?: number;
}

/** This many symbols cost about as much as a request itself. */
const SYMBOLS_PER_REQUEST = 100;

/** How many requests this one counts as, by the symbols that it names or resumes. `market` is the number of all symbols. */
export function weightOf(request: unknown, market: number): number {
  const { symbols, resume } = (request ?? {}) as { readonly symbols?: unknown; readonly resume?: unknown };
  const named = Array.isArray(symbols) ? symbols.length : symbols === '*' ? market : 0;
  const points: readonly unknown[] = Array.isArray(resume) ? resume : [];
  const held = points.reduce((sum: number, point) => sum + sizeOf((point as Partial<ResumePoint> | null)?.seqs), 0);
  return 1 + (named + held) / SYMBOLS_PER_REQUEST;
}

function sizeOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** Subscribes a client. Throws a `Refusal`. */
export function subscribe(deps: RequestDeps, client: Requester, request: unknown): Subscribed {
  const { symbols, maxRate, mode = 'conflated', resume } = parse(subscribeSchema, request);
  const { quotes, instruments, conflator, lossless } = deps;
  if (!quotes.isReady) throw new Refusal('not_ready', 'waiting for the snapshot of quotes: try again soon');
  if (client.mode !== null && client.mode !== mode)
    throw new Refusal('bad_request', `request.mode: must be ${client.mode} until everything is unsubscribed`);
  if (symbols !== '*') checkSymbols(deps, symbols);
  client.mode = mode;
  const intervalMs = maxRate === undefined ? 0 : 1_000 / maxRate;
  const held =
    mode === 'every' ? lossless.subscribe(client, symbols) : conflator.subscribe(client, symbols, intervalMs);
  deps.demand.subscribed(client, symbols);
  const snapshot = symbols === '*' ? withoutWithdrawn(held, instruments.withdrawn) : held;
  return resume === undefined ? { snapshot } : withoutUnchanged(snapshot, resume);
}

/** Unsubscribes a client. A symbol that it is not subscribed to is no error. Throws a `Refusal`. */
export function unsubscribe(
  { conflator, lossless, demand }: Pick<RequestDeps, 'conflator' | 'lossless' | 'demand'>,
  client: Requester,
  request: unknown,
): void {
  const { symbols } = parse(unsubscribeSchema, request);
  conflator.unsubscribe(client, symbols);
  lossless.unsubscribe(client, symbols);
  demand.unsubscribed(client, symbols);
  if (symbols === '*') client.mode = null;
}

/** Follows a symbol's next quote. Throws a `Refusal`. */
export function trace(
  deps: Known & {
    readonly probes: Pick<DeliveryProbes, 'follow'>;
    readonly conflator: Pick<Conflator<Packet>, 'isSubscribed'>;
    readonly lossless: Pick<LosslessQueue<Packet>, 'isSubscribed'>;
  },
  client: ProbedClient & Outlet<Packet>,
  request: unknown,
): void {
  const { symbol } = parse(traceSchema, request);
  checkSymbols(deps, [symbol]);
  // No quote of another symbol would ever be sent.
  if (!deps.conflator.isSubscribed(client, symbol) && !deps.lossless.isSubscribed(client, symbol))
    throw new Refusal('bad_request', `request.symbol: subscribe to ${symbol} first`);
  deps.probes.follow(client, symbol);
}

function checkSymbols({ quotes, instruments, maxSymbols }: Known, symbols: readonly string[]): void {
  if (symbols.length > maxSymbols) throw new Refusal('too_many_symbols', `at most ${maxSymbols} symbols`);
  const isKnown = (symbol: string) =>
    instruments.bySymbol.has(symbol) || (quotes.entries.has(symbol) && !instruments.withdrawn.has(symbol));
  const unknown = symbols.filter((symbol) => !isKnown(symbol));
  if (unknown.length === 0) return;
  // Without the list of instruments, the gateway does not know whether a symbol exists.
  if (!instruments.isReady)
    throw new Refusal('not_ready', 'waiting for the list of instruments: try again soon', unknown);
  throw new Refusal('unknown_symbol', `no such symbol: ${unknown.join(', ')}`, unknown);
}

function withoutWithdrawn(snapshot: readonly QuoteBatch[], withdrawn: ReadonlySet<string>): readonly QuoteBatch[] {
  if (withdrawn.size === 0) return snapshot;
  return snapshot
    .map(({ epoch, quotes }) => ({ epoch, quotes: quotes.filter(([symbol]) => !withdrawn.has(symbol)) }))
    .filter(({ quotes }) => quotes.length > 0);
}

/** Leaves out of a snapshot the quotes that the client holds already. */
function withoutUnchanged(snapshot: readonly QuoteBatch[], resume: readonly ResumePoint[]): Subscribed {
  const held = new Map(resume.map(({ epoch, seqs }) => [epoch, new Map(Object.entries(seqs))]));
  let resumed = 0;
  const changed = snapshot.map(({ epoch, quotes }) => {
    const seqs = held.get(epoch);
    const kept = quotes.filter(([symbol, seq]) => seqs?.get(symbol) !== seq);
    resumed += quotes.length - kept.length;
    return { epoch, quotes: kept };
  });
  return { snapshot: changed.filter(({ quotes }) => quotes.length > 0), resumed };
}

function parse<Schema extends z.ZodType>(schema: Schema, request: unknown): z.infer<Schema> {
  const result = schema.safeParse(request);
  if (!result.success) throw refuse(result.error);
  return result.data;
}
