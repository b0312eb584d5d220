import { DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { StreamSource } from '@nats-io/jetstream';
import { madeStreams } from '@quotebridge/bridges';
import type { Declarations, MadeOf, MadeStream, Start } from '@quotebridge/bridges';
import { deliverSubject, durableName, mirrorApi, otherMaxBytes } from './plan.ts';
import type { ObjectPlan, PlanOptions } from './plan.ts';
import { startTime } from './start-position.ts';

/** A stream that a bridge makes of others, as it must exist at its site. */
export interface MadePlan extends ObjectPlan {
  readonly made: MadeStream;
}

/**
 * The streams that bridges of mode `aggregate` and `transform` make at a site. They capture nothing. A source at the site itself is read by a consumer that
 * the server makes; one at another site by a durable consumer there, which that site's bridge service declares.
 */
export function planMade({ site, declarations, replicas, quotesMaxBytes }: PlanOptions): MadePlan[] {
  return madeStreams(declarations)
    .filter(({ at }) => at === site)
    .map((made) => ({
      made,
      stream: {
        name: made.stream,
        subjects: [],
        sources: made.sources.map((source) => sourceOf(source, site)),
        retention: RetentionPolicy.Limits,
        storage: StorageType.File,
        discard: DiscardPolicy.Old,
        max_bytes: otherMaxBytes(quotesMaxBytes),
        num_replicas: replicas,
        allow_direct: true,
      },
      consumers: [],
    }));
}

function sourceOf({ stream, from, map, start }: MadeOf, site: string): StreamSource {
  const transforms = map?.map(({ from: src, to: dest }) => ({ src, dest }));
  const remote = {
    external: { api: mirrorApi(from), deliver: '' },
    consumer: { name: durableName(site), deliver_subject: deliverSubject(stream, site) },
  };
  return {
    name: stream,
    ...(transforms !== undefined && { subject_transforms: transforms }),
    ...(from === site ? localStart(start) : remote),
  };
}

/** Where a source at the site itself begins: there is no durable consumer for it. It is used only while the stream is empty. */
function localStart(start: Start): Partial<StreamSource> {
  if (start === undefined || start === 'now') return {};
  return 'time' in start ? { opt_start_time: startTime(start.time) } : { opt_start_seq: start.sequence };
}

/** The sites from which streams made at a site take others. */
export function remoteSources(
  declarations: Declarations,
  site: string,
): { readonly from: string; readonly to: string }[] {
  const sites = madeStreams(declarations).flatMap(({ at, sources }) =>
    at === site ? sources.flatMap(({ from }) => (from === site ? [] : [from])) : [],
  );
  return [...new Set(sites)].map((from) => ({ from, to: site }));
}
