import { INSTRUMENTS_STREAM, QUOTES_STREAM, SITE_PATTERN } from '@quotebridge/contracts/wire';
import { setting } from '@quotebridge/service-kit';

/** A stream that is copied, with its sequence numbers, from one site to another. */
export interface Bridge {
  readonly stream: string;
  readonly from: string;
  readonly to: string;
}

const STREAMS = [QUOTES_STREAM, INSTRUMENTS_STREAM];
const WHAT = `a comma-separated list of stream:site>site, with the streams ${STREAMS.join(' and ')}`;

/** The setting of a bridge service that holds the bridge declarations: `QUOTES:onprem>cloud,INSTRUMENTS:onprem>cloud`. */
export const bridgesSetting = setting.text(WHAT).transform((text, context) => {
  const bridges = text.split(',').map(parseBridge);
  const problem = problemOf(text.split(','), bridges);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  return bridges.filter((bridge) => bridge !== null);
});

function parseBridge(text: string): Bridge | null {
  const [, stream = '', from = '', to = ''] = /^([^:>]+):([^:>]+)>([^:>]+)$/.exec(text.trim()) ?? [];
  return STREAMS.includes(stream) && SITE_PATTERN.test(from) && SITE_PATTERN.test(to) ? { stream, from, to } : null;
}

/** The first error in the declarations, or `null`. */
function problemOf(texts: readonly string[], bridges: readonly (Bridge | null)[]): string | null {
  const bad = bridges.indexOf(null);
  if (bad !== -1) return `${JSON.stringify(texts[bad])} must be ${WHAT}`;
  const known = bridges.filter((bridge) => bridge !== null);
  for (const bridge of known) {
    const { stream, to } = bridge;
    const others = known.filter((other) => other !== bridge && other.stream === stream && other.to === to);
    if (others.length > 0) return `${stream} must come to ${to} from one site only`;
    const cycle = pathBack(bridge, known);
    if (cycle !== null) return `${stream} must not go in a circle: ${cycle.join(' > ')}`;
  }
  return null;
}

/** Follows a bridge's source back through the sites it is copied from. Returns that path when it ends at the bridge's target. */
function pathBack({ stream, from, to }: Bridge, bridges: readonly Bridge[]): string[] | null {
  const path = [to, from];
  for (let site = from; site !== to;) {
    const source = bridges.find((other) => other.stream === stream && other.to === site);
    if (source === undefined || path.indexOf(source.from) > 0) return null;
    site = source.from;
    path.push(site);
  }
  return path.toReversed();
}
