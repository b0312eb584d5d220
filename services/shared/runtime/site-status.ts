import { bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import type { BridgeStatus, LinkState, Site, StaleReason, StreamRole } from '@quotebridge/contracts';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { Logger } from './log.ts';
import type { NatsConnection } from './nats.ts';

/** Without word of the bridge service for this long, its last word is no longer believed. In milliseconds. */
const BELIEVED_MS = 3_500;

/** What a service knows of its own site: its bridge service's last word, and whether its brokers answer. */
export interface SiteStatus extends Disposable {
  readonly site: Site;
  /** `mirror` until the bridge service says otherwise, except on-prem. */
  readonly role: StreamRole;
  readonly link: LinkState;
  /** The bridge service's last word, `null` when there is none or it is too old. */
  readonly bridge: BridgeStatus | null;
  /** Why prices are stale, given that they are. */
  readonly staleReason: StaleReason;
}

export interface SiteStatusOptions {
  readonly nc: NatsConnection;
  readonly site: Site;
  readonly log: Logger;
  /** Called at each word of the bridge service. */
  readonly onWord?: () => void;
  readonly now?: () => number;
}

export function watchSiteStatus({ nc, site, log, onWord, now = Date.now }: SiteStatusOptions): SiteStatus {
  let last: { word: BridgeStatus; heardAt: number } | null = null;
  let connected = true;
  const subscription = nc.subscribe(bridgeStatusSubject(site), {
    callback: (error, message) => {
      if (error) {
        log.error({ err: error }, "cannot hear the bridge service's status");
        return;
      }
      const parsed = bridgeStatusSchema.safeParse(parseJson(message.string()));
      if (!parsed.success) {
        log.warn({ problem: parsed.error.message }, "refused the bridge service's status");
        return;
      }
      last = { word: parsed.data, heardAt: now() };
      onWord?.();
    },
  });
  void followConnection(nc, (up) => (connected = up));
  const believed = () => (last !== null && now() - last.heardAt <= BELIEVED_MS ? last.word : null);
  return {
    site,
    get role() {
      const role = last?.word.streams.find((stream) => stream.stream === QUOTES_STREAM)?.role;
      return role ?? (site === 'onprem' ? 'origin' : 'mirror');
    },
    get link() {
      return believed()?.link ?? 'unknown';
    },
    get bridge() {
      return believed();
    },
    get staleReason() {
      if (!connected) return 'reader';
      return this.role === 'mirror' && this.link === 'down' ? 'link' : 'feed';
    },
    [Symbol.dispose]() {
      subscription.unsubscribe();
    },
  };
}

async function followConnection(nc: NatsConnection, tell: (connected: boolean) => void): Promise<void> {
  for await (const status of nc.status()) {
    if (status.type === 'disconnect') tell(false);
    else if (status.type === 'reconnect') tell(true);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
