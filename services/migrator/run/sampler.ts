import type { SiteDriver } from '../driver.ts';
import type { PublicService } from '@quotebridge/contracts';
import { pause } from '@quotebridge/service-kit';
import { requestCounters } from '../access/front-door.ts';
import { isReady, readMetrics, staleReason } from '../access/metrics.ts';
import { CounterIncrease } from '../core/counter-increase.ts';
import type { Sample } from '../core/objectives.ts';
import type { Probes } from '../probes/probes.ts';

const SAMPLE_EVERY_MS = 500;
/** Addresses may take a command to find out. In milliseconds. */
const ADDRESSES_KEPT_MS = 5_000;

export interface SamplerDeps {
  readonly driver: Pick<SiteDriver, 'urls'>;
  readonly frontDoor: string;
  readonly services: readonly PublicService[];
  readonly target: string;
  readonly probes: Probes;
  readonly onSample: (sample: Sample) => void;
}

export interface Sampler extends AsyncDisposable {
  /** What the front door's counters grew by so far. */
  readonly sums: ReadonlyMap<string, number>;
  /** Looks once more now. */
  sample(): Promise<void>;
}

/** Looks at the front door, the target and the probes twice a second. */
export async function startSampler({
  driver,
  frontDoor,
  services,
  target,
  probes,
  onSample,
}: SamplerDeps): Promise<Sampler> {
  const counters = new CounterIncrease();
  const addresses = new Map<string, { readonly urls: readonly string[]; readonly at: number }>();
  const stopping = new AbortController();

  const urlsOf = async (service: string) => {
    const known = addresses.get(service);
    if (known !== undefined && performance.now() - known.at < ADDRESSES_KEPT_MS) return known.urls;
    const urls = await driver.urls(target, service).catch(() => known?.urls ?? []);
    addresses.set(service, { urls, at: performance.now() });
    return urls;
  };
  /** The target itself is asked: with a small share of the traffic, none of the probes may be there. */
  const lookAtTarget = async (): Promise<Pick<Sample, 'unready' | 'stale'>> => {
    let unready: string | null = null;
    let stale: string | null = null;
    for (const service of services) {
      const urls = await urlsOf(service);
      const ready = await Promise.all(urls.map(isReady));
      if (!ready.includes(true)) {
        unready ??= service;
        // There may be others by now: those that were just started.
        addresses.delete(service);
      }
      const reasons = await Promise.all(urls.map(staleReason));
      stale ??= reasons.find((reason) => reason !== null) ?? null;
    }
    return { unready, stale };
  };
  const sample = async () => {
    let requests = 0;
    let failed = 0;
    // A front door that restarts counts from 0 when it is back.
    const samples = await readMetrics(frontDoor).catch(() => null);
    if (samples !== null) {
      for (const [key, count] of counters.read(requestCounters(samples))) {
        requests += count;
        if (key.endsWith('|failed')) failed += count;
      }
    }
    const { library, plain } = probes.counts;
    onSample({
      at: performance.now(),
      requests,
      failed,
      ...(await lookAtTarget()),
      missing: library.missing + plain.missing,
    });
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      await sample();
      await pause(SAMPLE_EVERY_MS, stopping.signal);
    }
  };
  const running = run();
  return {
    get sums() {
      return counters.sums;
    },
    sample,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
