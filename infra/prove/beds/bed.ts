import type { NatsConnection } from '@nats-io/transport-node';
import type { TargetBroker, TargetService } from '../../drivers/injector.ts';
import type { Slowness } from '../../local/link-flow.ts';

/** What a fault may need to be possible. */
export type Capability =
  /** Cut the link and restore it. */
  | 'cut'
  /** Make the link slow, half open, or end its connections. */
  | 'link'
  /** Kill and stop processes by signals. */
  | 'kill'
  /** Kill the same process again and again within minutes. */
  | 'killOften'
  /** Keep processes from running for a time. */
  | 'stop'
  /** Ask brokers to hand over and go (SIGUSR2). */
  | 'lameDuck'
  /** Start another instance of a service. */
  | 'another'
  /** Fill the disks of brokers. */
  | 'disks';

/**
 * What it runs against: `standard`, `busy` with many quotes, `off-clock` where the cloud's clock can be set, `small-disks` where the disks of the brokers can be
 * filled, `short-retention` where the origin keeps little of many quotes, `disposable` for one fault, which leaves damage.
 */
export type BedKind = 'standard' | 'busy' | 'off-clock' | 'small-disks' | 'short-retention' | 'disposable';

/** The link between the sites. */
interface BedLink {
  cut(): Promise<void>;
  /** Removes every fault of the link. */
  restore(): Promise<void>;
  slow(slowness: Slowness): void;
  halfOpen(unreached: 'leaf' | 'hub'): void;
  disconnect(): void;
}

/** Both sites with every service, and the means to break them. */
export interface Bed extends AsyncDisposable {
  readonly kind: BedKind;
  /** Where clients connect to. */
  readonly url: string;
  /** For the report. */
  readonly description: string;
  readonly brokersPerSite: 1 | 3;
  /** Why something is not possible here; `null` when it is. */
  lacks(capability: Capability): string | null;
  readonly link: BedLink;
  brokers(site: string): readonly TargetBroker[];
  readonly services: readonly TargetService[];
  /** Throws when there is none of that name. */
  service(name: string): TargetService;
  /** Starts another instance of a service beside that of that name. */
  another(name: string): Promise<TargetService & AsyncDisposable>;
  connect(site: string, user: string): Promise<NatsConnection>;
  /** Sets the clocks of the cloud's services that far ahead of this machine's, in milliseconds. */
  setCloudClock(aheadMs: number): Promise<void>;
  /** Fills the disks of a site's brokers, or makes room again. */
  fillDisks(site: string): Promise<void>;
  freeDisks(site: string): Promise<void>;
}
