import { decodeInstrument } from '@quotebridge/contracts/wire';
import type { Instrument, RestPaths } from '@quotebridge/contracts/wire';
import createClient from 'openapi-fetch';

const PAGE = 1_000;

/** Reads what is traded from the API, page by page. Throws when it cannot be had or breaks the contract. */
export async function fetchInstruments(origin: string, signal: AbortSignal): Promise<readonly Instrument[]> {
  const api = createClient<RestPaths>({ baseUrl: origin });
  const all: Instrument[] = [];
  for (let after: string | undefined; ;) {
    const query = { limit: PAGE, ...(after === undefined ? {} : { after }) };
    const { data, response } = await api.GET('/v1/instruments', { params: { query }, signal });
    if (data === undefined) throw new Error(`/v1/instruments answered ${response.status}`);
    for (const entry of data.instruments) all.push(decodeInstrument(JSON.stringify(entry)));
    after = data.instruments.at(-1)?.symbol;
    if (data.next === null || after === undefined) return all;
  }
}
