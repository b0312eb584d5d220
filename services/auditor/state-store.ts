import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { DiscardPolicy, JetStreamApiError, jetstream, jetstreamManager, StorageType } from '@nats-io/jetstream';
import type { Receipt } from '@quotebridge/contracts';
import type { NatsConnection } from '@quotebridge/service-kit';
import type { OpenOutage } from './outage-watch.ts';
import type { StreamAuditState } from './stream-audit.ts';

const STREAM = 'AUDIT';
const SUBJECT = 'audit.state';
const REQUEST_TIMEOUT_MS = 2_000;
const MAX_BYTES = 16 * 1024 * 1024;
/** Of another version, the state is not used: the audit starts over. */
const VERSION = 1;
/** JetStream's error codes: https://github.com/nats-io/nats-server/blob/main/server/errors.json */
const MESSAGE_NOT_FOUND = 10037;

/** All that an auditor has to know to go on after a restart as if it had not stopped. */
export interface SavedState {
  /** Which stream was audited: when it was made, in milliseconds since the Unix epoch. */
  readonly created: number;
  /** When the audit of it began, in milliseconds since the Unix epoch. */
  readonly since: number;
  readonly audit: StreamAuditState;
  /** Half of the hash of the last message audited. */
  readonly lastMessage: number | null;
  /** The newest first. */
  readonly receipts: readonly Receipt[];
  readonly outage: OpenOutage | null;
}

/**
 * Keeps an auditor's state in a stream of one message at its own site: there it is replicated as the quotes are, and it is there wherever the auditor is started
 * next (docs/adr/0020).
 */
export interface StateStore {
  /** `null` when there is none. Throws when that cannot be known. */
  load(): Promise<SavedState | null>;
  /** Resolves when it is stored. */
  save(state: SavedState): Promise<void>;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Declares the stream, where that is missing or otherwise, and rejects while the site's brokers do not. */
export async function openStateStore(nc: NatsConnection, replicas: number): Promise<StateStore> {
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
  const config = {
    subjects: [SUBJECT],
    max_msgs_per_subject: 1,
    max_bytes: MAX_BYTES,
    num_replicas: replicas,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
  };
  await jsm.streams.add({ name: STREAM, ...config }).catch(() => jsm.streams.update(STREAM, config));
  const js = jetstream(nc, { timeout: REQUEST_TIMEOUT_MS });
  return {
    async load() {
      const message = await jsm.streams.getMessage(STREAM, { last_by_subj: SUBJECT }).catch((error: unknown) => {
        if (error instanceof JetStreamApiError && error.code === MESSAGE_NOT_FOUND) return null;
        throw error;
      });
      if (message === null) return null;
      const { version, ...state } = JSON.parse((await decompress(message.data)).toString()) as SavedState & {
        version: number;
      };
      return version === VERSION ? state : null;
    },
    async save(state) {
      await js.publish(SUBJECT, await compress(JSON.stringify({ version: VERSION, ...state })));
    },
  };
}
