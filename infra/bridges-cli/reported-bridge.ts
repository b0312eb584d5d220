import type { BridgeState } from '@quotebridge/contracts';

/** A bridge as the bridge service of one site reports it; `report` is `null` where that is out of reach, for the reason given. */
export interface ReportedBridge {
  readonly bridge: string;
  readonly mode: BridgeState['mode'];
  /** The site that reports. */
  readonly site: string;
  readonly report: BridgeState | null;
  readonly reason: string | null;
}
