import type { Api, Tape } from '../api.ts';

const AGAIN_AFTER_MS = 1_000;
/** Bridges are added when the demo is started again. */
const LOOK_AGAIN_AFTER_MS = 30_000;

interface Source {
  readonly api: Pick<Api, 'status'>;
  readonly session: { readonly origin: string };
}

/** The newest quotes of a symbol at all venues; `null` at a site without them. Not in `Api`, so that only the detail loads it. */
export function tapeQuery({ api, session: { origin } }: Source, symbol: string) {
  return {
    queryKey: ['tape', symbol],
    queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<Tape | null> => {
      // Without this look every detail would put an error 404 into the browser's log.
      const { bridges } = await api.status(signal);
      if (!bridges.some(({ mode, carries }) => mode === 'aggregate' && carries === 'TAPE')) return null;
      const response = await fetch(`${origin}/v1/tape?${new URLSearchParams({ symbol })}`, { signal });
      if (response.status === 404) return null;
      if (!response.ok) throw new Error(`the API answered ${response.status}`);
      return (await response.json()) as Tape;
    },
    refetchInterval: ({ state }: { readonly state: { readonly data: Tape | null | undefined } }) =>
      state.data === null ? LOOK_AGAIN_AFTER_MS : AGAIN_AFTER_MS,
  } as const;
}
