import { CONSOLE_PATH } from '@quotebridge/contracts/wire';
import type { ConsoleReceipt, ProcessAction } from '@quotebridge/contracts/wire';

const PROCESSES_AGAIN_AFTER_MS = 5_000;

/** A service or a broker that runs, and what can be done to it. */
export interface ProcessChoice {
  readonly name: string;
  readonly actions: readonly ProcessAction[];
}

/** Every receipt that the auditor still has. @param newest the number of the newest: a new one is requested at once. */
export function receiptsQuery(origin: string, newest: number) {
  return {
    queryKey: ['console', 'receipts', newest],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      read<{ receipts: ConsoleReceipt[] }>(`${origin}${CONSOLE_PATH}/v1/receipts`, signal),
    placeholderData: (before: { receipts: ConsoleReceipt[] } | undefined) => before,
  } as const;
}

export function processesQuery(origin: string) {
  return {
    queryKey: ['console', 'processes'],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      read<{ processes: ProcessChoice[] }>(`${origin}${CONSOLE_PATH}/v1/processes`, signal),
    refetchInterval: PROCESSES_AGAIN_AFTER_MS,
  } as const;
}

async function read<T>(url: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.json();
}
