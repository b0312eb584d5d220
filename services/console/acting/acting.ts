import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Logger } from '@quotebridge/service-kit';
import { NoSuchProcessError } from './actions.ts';
import type { Actions } from './actions.ts';
import { AttemptLimit } from './attempt-limit.ts';
import type { AuditEntry, AuditLog } from './audit-log.ts';
import type { Operator, Sender } from './operator.ts';
import { Refusal } from './refusal.ts';

/** The front door gives up on a console that is silent for longer. In milliseconds. */
const ANSWER_WITHIN_MS = 10_000;
/** Anyone can be refused: so many refusals are audited in a window, and the file stays small. */
const REFUSALS = { max: 60, windowMs: 60_000 };

/** An action that a client asks for. */
export interface Attempt {
  readonly action: string;
  /** `link`, or the name of a process. */
  readonly target: string;
  /** Called for the operator only. Throws `Refusal` when it is not allowed. */
  readonly run: (actions: Actions) => Promise<void>;
}

export interface Outcome {
  readonly status: number;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
}

const DONE: Outcome = { status: 200, detail: '', headers: {} };
const GOES_ON: Outcome = { status: 202, detail: 'it goes on; the audit will have its result', headers: {} };

export interface ActingDeps {
  readonly actions: Actions;
  readonly operator: Operator;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Acts for the operator, and audits every attempt. */
export class Acting {
  readonly actions: Actions;
  readonly operator: Operator;
  readonly audit: AuditLog;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #refusals: AttemptLimit;

  constructor({ actions, operator, audit, clock, log }: ActingDeps) {
    this.actions = actions;
    this.operator = operator;
    this.audit = audit;
    this.#clock = clock;
    this.#log = log;
    this.#refusals = new AttemptLimit({ ...REFUSALS, now: () => clock().monotonic });
  }

  /** Resolves once it is done and audited, or goes on for longer than a client waits. */
  async attempt(sender: Sender, { action, target, run }: Attempt): Promise<Outcome> {
    const write = (who: AuditEntry['who'], { status, detail }: Outcome) => {
      const result = status < 300 ? 'done' : status < 500 ? 'refused' : 'failed';
      this.#log.info({ who, address: sender.address, action, target, result, status }, 'an action was attempted');
      return this.audit.write({
        time: this.#clock().wall,
        who,
        address: sender.address,
        action,
        target,
        result,
        status,
        detail,
      });
    };
    try {
      this.operator.admitChange(sender);
    } catch (error) {
      const outcome = outcomeOf(error);
      if (this.#refusals.waitOf('') === 0) await write('unknown', outcome);
      this.#refusals.count('');
      return outcome;
    }
    const audited = run(this.actions)
      .then(() => DONE, outcomeOf)
      .then(async (outcome) => {
        await write('operator', outcome);
        return outcome;
      });
    return await firstOf(audited, this.#log);
  }
}

async function firstOf(audited: Promise<Outcome>, log: Logger): Promise<Outcome> {
  const answered = new AbortController();
  const late = delay(ANSWER_WITHIN_MS, GOES_ON, { signal: answered.signal, ref: false }).catch(() => GOES_ON);
  try {
    const outcome = await Promise.race([audited, late]);
    if (outcome === GOES_ON) audited.catch((err: unknown) => log.error({ err }, 'an action was not audited'));
    return outcome;
  } finally {
    answered.abort();
  }
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof Refusal) return { status: error.status, detail: error.message, headers: error.headers };
  if (error instanceof NoSuchProcessError) return { status: 404, detail: error.message, headers: {} };
  return {
    status: 502,
    detail: `the demo did not do it: ${error instanceof Error ? error.message : String(error)}`,
    headers: {},
  };
}
