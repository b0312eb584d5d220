import type { Logger } from '@quotebridge/service-kit';
import type { FeedConfig } from './config.ts';
import { mergeSources } from './sources/merge.ts';
import { openReplay } from './sources/replay/replay.ts';
import { openSimulated } from './sources/simulated/simulated.ts';
import { namingFailures, sourceError } from './sources/source-error.ts';
import type { MarketSource } from './sources/source.ts';

/**
 * Opens the configured market sources as one. `onSkip` is called for each bad line that is skipped. Invalid input throws a
 * `SourceError`, here and while the quotes are read.
 */
export async function openSource(config: FeedConfig, log: Logger, onSkip: () => void): Promise<MarketSource> {
  try {
    return namingFailures(await openSources(config, log, onSkip));
  } catch (error) {
    throw sourceError(error);
  }
}

async function openSources(config: FeedConfig, log: Logger, onSkip: () => void): Promise<MarketSource> {
  const open = {
    replay: () =>
      openReplay({
        path: config.FEED_FILE ?? '',
        ...(config.FEED_INSTRUMENTS === undefined ? {} : { instrumentsPath: config.FEED_INSTRUMENTS }),
        speed: config.FEED_SPEED,
        loop: config.FEED_LOOP,
        badLines: config.FEED_BAD_LINES,
        check: config.FEED_CHECK,
        onSkip: (error, skipped) => {
          onSkip();
          log.warn({ problem: error.message, skipped }, 'skipped a line of the replay file');
        },
      }),
    simulated: () =>
      openSimulated({
        symbols: config.FEED_SYMBOLS,
        rate: config.FEED_RATE,
        seed: config.FEED_SEED,
        bursts: config.FEED_BURSTS,
      }),
  };
  const [first, ...others] = await Promise.all([...new Set(config.FEED_SOURCE)].map((name) => open[name]()));
  if (first === undefined) throw new Error('the configuration names no source');
  return others.length === 0 ? first : mergeSources(first, ...others);
}
