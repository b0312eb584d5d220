/** One process, container or pod that a fault can end. */
export interface TargetProcess {
  readonly name: string;
  isRunning(): Promise<boolean>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGUSR2 is lame duck mode: a broker hands over and ends. */
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGUSR2'): Promise<void>;
}

export interface TargetBroker extends TargetProcess {
  /** Resolves when it accepts clients again. */
  start(): Promise<void>;
}

export interface TargetService extends TargetProcess {
  readonly site: string | undefined;
  /** Whether it was to run when it was looked up. */
  readonly isWanted: boolean;
  /** SIGTERM, and it stays stopped until `restart`. */
  stop(): Promise<void>;
  /** As an operator restarts it: SIGTERM, then start; resolves when it is ready. */
  restart(): Promise<void>;
  /** Resolves when it is ready. */
  ready(): Promise<void>;
}

/** Breaks what a demo runs, and repairs it. The processes are those that ran when it was made. */
export interface FaultInjector {
  /** Named as the site's streams name their leaders. */
  brokers(site: string): readonly TargetBroker[];
  /** Named by service; one that runs at every site, by service and site: `bridge-cloud`. */
  readonly services: readonly TargetService[];
  /** Drops everything between the sites, without a reset to either. */
  cutLink(): Promise<void>;
  restoreLink(): Promise<void>;
}
