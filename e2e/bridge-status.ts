import { bridgeStatusSchema, bridgeStatusSubject } from '@quotebridge/contracts';
import type { BridgedStream, BridgeStatus } from '@quotebridge/contracts';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { Topology } from '@quotebridge/testkit';

/** The status of the stream of quotes as the cloud's bridge service publishes it. */
export interface BridgeListener extends AsyncDisposable {
  /** The newest status, `null` before the first. */
  readonly status: BridgeStatus | null;
  readonly quotes: BridgedStream | null;
  /** The streams that have an alarm now; `null` before the first status. */
  readonly alarmed: readonly string[] | null;
  /** Every alarm that there was of the quotes since `forget`, in order, one for each change of its code. */
  readonly alarms: readonly NonNullable<BridgedStream['alarm']>[];
  /** When the first of them came, on the monotonic clock. */
  readonly firstAlarmAt: number | null;
  /** Every action published since `forget`. */
  readonly actions: readonly string[];
  forget(): void;
}

export async function followBridge(topology: Topology): Promise<BridgeListener> {
  const nc = await topology.connect('cloud', 'reader');
  let status: BridgeStatus | null = null;
  let alarms: NonNullable<BridgedStream['alarm']>[] = [];
  let actions: string[] = [];
  let firstAlarmAt: number | null = null;
  const quotesOf = () => status?.streams.find(({ stream }) => stream === QUOTES_STREAM) ?? null;
  nc.subscribe(bridgeStatusSubject('cloud'), {
    callback: (error, message) => {
      if (error) throw error;
      status = bridgeStatusSchema.parse(message.json());
      const alarm = quotesOf()?.alarm ?? null;
      if (alarm === null) return;
      firstAlarmAt ??= performance.now();
      if (alarms.at(-1)?.code !== alarm.code) alarms.push(alarm);
      if (alarm.action !== null && actions.at(-1) !== alarm.action) actions.push(alarm.action);
    },
  });
  await nc.flush();
  return {
    get status() {
      return status;
    },
    get quotes() {
      return quotesOf();
    },
    get alarmed() {
      return status?.streams.filter(({ alarm }) => alarm !== null).map(({ stream }) => stream) ?? null;
    },
    get alarms() {
      return alarms;
    },
    get firstAlarmAt() {
      return firstAlarmAt;
    },
    get actions() {
      return actions;
    },
    forget() {
      alarms = [];
      actions = [];
      firstAlarmAt = null;
    },
    [Symbol.asyncDispose]: () => nc.close(),
  };
}
