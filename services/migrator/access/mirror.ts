import { QUOTES_STREAM } from '@quotebridge/contracts';
import { readMetrics, valueOf } from './metrics.ts';

/** What a site's bridge service reports of its stream of quotes. */
export interface StreamState {
  /** `null` at the origin, and while unknown. */
  readonly lag: number | null;
  readonly isMirror: boolean;
  readonly lastSeq: number | null;
  readonly isLinkUp: boolean;
  /** The codes of the stream's alarms. */
  readonly alarms: readonly string[];
}

/** Throws when the bridge service does not answer. */
export async function readStream(bridgeUrl: string): Promise<StreamState> {
  const samples = await readMetrics(bridgeUrl);
  const stream = { stream: QUOTES_STREAM };
  const ofStream = samples.filter(({ labels }) => labels['stream'] === QUOTES_STREAM);
  return {
    lag: valueOf(samples, 'bridge_mirror_lag_messages', stream),
    isMirror: ofStream.some(({ name }) => name === 'bridge_mirror_lag_messages'),
    lastSeq: valueOf(samples, 'bridge_stream_last_seq', stream),
    isLinkUp: valueOf(samples, 'bridge_link_up') === 1,
    alarms: ofStream.flatMap(({ name, labels, value }) =>
      name === 'bridge_stream_alarm' && value === 1 ? [labels['code'] ?? 'unknown'] : [],
    ),
  };
}
