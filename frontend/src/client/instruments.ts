import { decodeInstrument, isObject, WireError } from '@quotebridge/contracts/wire';
import type { Instrument } from '@quotebridge/contracts/wire';

/** Reads what is traded from the API. Throws when it cannot be had or breaks the contract. */
export async function fetchInstruments(origin: string, signal: AbortSignal): Promise<readonly Instrument[]> {
  const answer = await fetch(new URL('/v1/instruments', origin), { signal });
  if (!answer.ok) throw new Error(`/v1/instruments answered ${answer.status}`);
  const body: unknown = await answer.json();
  if (!isObject(body) || !Array.isArray(body['instruments'])) {
    throw new WireError('instruments', 'must be an array');
  }
  return body['instruments'].map((entry: unknown) => decodeInstrument(JSON.stringify(entry)));
}
