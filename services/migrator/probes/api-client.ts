import { pause } from '@quotebridge/service-kit';

const ASK_EVERY_MS = 100;
const ANSWER_WITHIN_MS = 10_000;

export interface ApiClient extends AsyncDisposable {
  readonly answered: number;
  readonly failed: number;
}

/** Asks the API through the front door for all quotes, ten times a second, one request after the other. */
export function openApiClient(url: string): ApiClient {
  const stopping = new AbortController();
  const counts = { answered: 0, failed: 0 };
  const run = async () => {
    while (!stopping.signal.aborted) {
      if (await isAnswered(url)) counts.answered += 1;
      else counts.failed += 1;
      await pause(ASK_EVERY_MS, stopping.signal);
    }
  };
  const running = run();
  return {
    get answered() {
      return counts.answered;
    },
    get failed() {
      return counts.failed;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

async function isAnswered(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/quotes`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
