import { CONSOLE_PATH } from '@quotebridge/contracts/wire';
import type { LinkAction } from '@quotebridge/contracts/wire';
import type { TabStorage } from '../prefs/storage.ts';

/** A restart takes longest, and the console answers after 10 s in any case. In milliseconds. */
const ANSWER_WITHIN_MS = 15_000;
const KEY = 'operator';
/** What a header can have. */
const TOKEN = /^[\x21-\x7e]*$/;
const WRONG_TOKEN = 'This is not the token that npm start printed.';

export type ActResult =
  | { readonly isDone: true }
  /** `needsToken`: the console knows no such operator. */
  | { readonly isDone: false; readonly needsToken: boolean; readonly message: string };

/** Acts with the operator's token, which this tab keeps until it is closed. It is in no address. */
export class Operator {
  readonly #origin: string;
  readonly #storage: TabStorage;
  readonly #fetch: typeof fetch;

  constructor(origin: string, storage: TabStorage, send: typeof fetch = (...given) => fetch(...given)) {
    this.#origin = origin;
    this.#storage = storage;
    this.#fetch = send;
  }

  get hasToken(): boolean {
    return this.#storage.get(KEY) !== null;
  }

  actOnLink(action: LinkAction, token?: string): Promise<ActResult> {
    return this.post(`/link/${action}`, token);
  }

  /**
   * @param path below the console's version
   * @param token replaces the one that is kept, once the console has accepted it.
   */
  async post(path: string, token = this.#storage.get(KEY) ?? ''): Promise<ActResult> {
    if (!TOKEN.test(token)) return { isDone: false, needsToken: true, message: WRONG_TOKEN };
    let response: Response;
    try {
      response = await this.#fetch(`${this.#origin}${CONSOLE_PATH}/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
    } catch {
      return { isDone: false, needsToken: false, message: 'The console does not answer.' };
    }
    if (response.ok) {
      // Unread, it would keep the request open. What it says is known.
      await response.text().catch(() => '');
      this.#storage.set(KEY, token);
      return { isDone: true };
    }
    const needsToken = response.status === 401;
    if (needsToken) this.#storage.remove(KEY);
    return { isDone: false, needsToken, message: await messageOf(response) };
  }
}

async function messageOf(response: Response): Promise<string> {
  if (response.status === 401) return WRONG_TOKEN;
  const body: unknown = await response.json().catch(() => null);
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : '';
  return detail === '' ? `The console refused it (${response.status}).` : `The console refused it: ${detail}.`;
}
