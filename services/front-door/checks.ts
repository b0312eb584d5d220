import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { PUBLIC_SERVICES } from '@quotebridge/contracts';
import type { PublicService } from '@quotebridge/contracts';
import type { Logger } from '@quotebridge/service-kit';
import { NO_ANSWER } from './pool.ts';
import type { Instance, Pool } from './pool.ts';

/** Time between two checks of an instance, in milliseconds. */
const EVERY_MS = 500;
/** Timeout of a check in milliseconds. With the interval it stays below the 2 s within which a failing instance is excluded. */
const ANSWER_WITHIN_MS = 1_000;

/** Checks every instance's `/readyz` twice a second, and on demand. */
export class Checks implements Disposable {
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #running = new Map<Instance, Promise<void>>();
  readonly #next = new Map<Instance, Promise<void>>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #failingOpen = new Set<PublicService>();
  #isDisposed = false;

  constructor(pool: Pool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
    for (const instance of pool.instances) void this.#repeat(instance);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /**
   * Checks an instance now: responses from before the call do not count. However many calls are concurrent, at most one check of an instance is in
   * progress, and one more is queued.
   */
  confirm(instance: Instance): Promise<void> {
    const running = this.#running.get(instance);
    if (running === undefined) return this.#start(instance);
    const next = this.#next.get(instance) ?? running.then(() => this.#startNext(instance));
    this.#next.set(instance, next);
    return next;
  }

  /** Checks every instance, or waits for the check in progress. */
  async all(): Promise<void> {
    await Promise.all(this.#pool.instances.map((instance) => this.#running.get(instance) ?? this.#start(instance)));
  }

  /** Marks an instance as failed before the next check finds out. */
  failed(instance: Instance, reason: string): void {
    this.#mark(instance, reason);
  }

  #startNext(instance: Instance): Promise<void> {
    this.#next.delete(instance);
    return this.#start(instance);
  }

  #start(instance: Instance): Promise<void> {
    const check = this.#check(instance);
    this.#running.set(instance, check);
    return check;
  }

  async #check(instance: Instance): Promise<void> {
    const reason = await whyNotReady(instance.url);
    this.#running.delete(instance);
    if (!this.#isDisposed) this.#mark(instance, reason);
  }

  #mark(instance: Instance, reason: string | null): void {
    if (this.#pool.mark(instance, reason)) this.#logChange(instance, reason);
    // After every check, as the weights may have changed.
    for (const service of PUBLIC_SERVICES) this.#logFailOpen(service);
  }

  #logFailOpen(upstream: PublicService): void {
    const isOpen = this.#pool.failsOpen(upstream);
    if (isOpen === this.#failingOpen.has(upstream)) return;
    if (isOpen) {
      this.#failingOpen.add(upstream);
      const reason = this.#pool.whyNone(upstream);
      this.#log.warn(
        { upstream, reason },
        'failing open: no upstream is ready, requests go to those whose checks timed out',
      );
    } else {
      this.#failingOpen.delete(upstream);
      this.#log.info({ upstream }, 'no longer failing open');
    }
  }

  #logChange(instance: Instance, reason: string | null): void {
    const { site, service, url } = instance;
    const found = { upstreamSite: site, upstream: service, url: url.origin };
    if (reason === null) this.#log.info(found, 'an upstream is ready');
    else this.#log.warn({ ...found, reason }, 'an upstream is not ready');
  }

  async #repeat(instance: Instance): Promise<void> {
    await this.confirm(instance);
    if (this.#isDisposed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#repeat(instance);
    }, EVERY_MS);
    this.#timers.add(timer);
  }
}

/** Over a new connection: being able to connect is part of the check. */
async function whyNotReady(url: URL): Promise<string | null> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  const request = get(new URL('/readyz', url), { agent: false, signal }, (response) => {
    text(response).then((body) => resolve(response.statusCode === 200 ? null : body.trim()), reject);
  });
  request.on('error', reject);
  try {
    return await promise;
  } catch {
    return signal.aborted ? NO_ANSWER : 'is down';
  }
}
