import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { SourceError, type SourceContext } from './source.ts';

type Limits = Pick<SourceContext, 'patience' | 'signal'>;

export async function readText(url: string, limits: Limits): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of get(url, limits)) text += decoder.decode(part, { stream: true });
  return text;
}

/** Streams to a file. Resolves with the SHA-256 of what was written. */
export async function download(url: string, file: string, limits: Limits): Promise<string> {
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const part of get(url, limits)) {
      hash.update(part);
      yield part;
    }
  }
  await pipeline(hashed, createWriteStream(file));
  return hash.digest('hex');
}

/** The time limit bounds a silence, not the whole transfer: a slow line may take as long as it needs. */
async function* get(url: string, { patience, signal }: Limits): AsyncGenerator<Uint8Array> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), patience);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]) });
    if (!response.ok || !response.body) throw new SourceError(`${url} answers ${response.status}`);
    for await (const part of response.body) {
      timer.refresh();
      yield part;
    }
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (silence.signal.aborted) throw new SourceError(`${url} was silent for ${patience / 1_000} s`);
    throw new SourceError(`${url}: ${reason(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` hides why it failed in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
