import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AttemptLimit } from './attempt-limit.ts';
import { Refusal } from './refusal.ts';
import { isSameOrigin } from './same-origin.ts';

const WRONG_TOKENS = 10;
const WINDOW_MS = 60_000;
const BEARER = /^Bearer +(\S+)$/i;

/** A request, as far as it matters who sent it. */
export interface Sender {
  readonly headers: IncomingHttpHeaders;
  readonly address: string;
}

/** Knows the operator by the token. */
export class Operator {
  readonly #digest: Buffer;
  readonly #wrong: AttemptLimit;

  /** @param now a monotonic clock in milliseconds */
  constructor(token: string, now: () => number) {
    this.#digest = digestOf(token);
    this.#wrong = new AttemptLimit({ max: WRONG_TOKENS, windowMs: WINDOW_MS, now });
  }

  /** Throws `Refusal` when the sender may not change anything: a page of another origin, or not the operator. */
  admitChange(sender: Sender): void {
    if (!isSameOrigin(sender.headers)) throw new Refusal(403, 'only a page of this origin may do it');
    this.admit(sender);
  }

  /** Throws `Refusal` when the sender is not the operator. */
  admit({ headers, address }: Sender): void {
    const wait = this.#wrong.waitOf(address);
    if (wait > 0) {
      throw new Refusal(429, `at most ${WRONG_TOKENS} wrong tokens are allowed in ${WINDOW_MS / 1_000} s`, {
        'retry-after': String(Math.ceil(wait / 1_000)),
      });
    }
    const token = BEARER.exec(headers.authorization ?? '')?.[1];
    // Digests have the same length, so that a comparison takes the same time whatever the token.
    if (token !== undefined && timingSafeEqual(digestOf(token), this.#digest)) return;
    if (token !== undefined) this.#wrong.count(address);
    const what = token === undefined ? "the operator's token is missing" : "this is not the operator's token";
    throw new Refusal(401, `${what}; send it as Authorization: Bearer TOKEN. npm start prints it`, {
      'www-authenticate': 'Bearer realm="console"',
    });
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
