import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { freePort } from '../local/ports.ts';
import { findNatsServer } from './nats-server.ts';
import {
  CLAIM_SUBJECT,
  HEARTBEAT_SUBJECT,
  INSTRUMENT_SUBJECTS,
  INSTRUMENTS_STREAM,
  QUOTE_SUBJECTS,
  QUOTES_STREAM,
} from '@quotebridge/contracts/wire';

/** One real broker with the streams of a site, on a port of its own, without users. */
export interface Broker extends AsyncDisposable {
  readonly url: string;
  stop(): Promise<void>;
  /** As a crash ends it. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it had stored. */
  start(): Promise<void>;
  /** Declares the streams of a site, where they are missing. */
  declareStreams(): Promise<void>;
}

export interface BrokerOptions {
  /** Whether it has the streams of a site. Default true. */
  readonly streams?: boolean;
  /** Whether what it stores is on disk before it is acknowledged, as at the origin by default. Default false. */
  readonly syncAlways?: boolean;
  /** Its JetStream domain. Default none. */
  readonly domain?: string;
  /** Further configuration. */
  readonly more?: string;
}

/** Starts the `nats-server` that `NATS_SERVER` or the PATH names. Resolves when it answers. */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { streams = true, syncAlways = false, domain, more = '' } = options;
  const dir = await mkdtemp(join(tmpdir(), 'quotebridge-broker-'));
  const port = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  const config = join(dir, 'broker.conf');
  const settings = [
    `store_dir: "${dir}"`,
    ...(syncAlways ? ['sync_interval: always'] : []),
    ...(domain === undefined ? [] : [`domain: ${domain}`]),
  ];
  await writeFile(config, `jetstream { ${settings.join(', ')} }\n${more}`);
  let child: ChildProcess | undefined;
  // Also when a run is cut short.
  const killAtExit = () => child?.kill('SIGKILL');
  process.once('exit', killAtExit);
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    child = undefined;
    await ended;
  };
  const stop = () => end('SIGTERM');
  const start = async () => {
    child = spawn(findNatsServer(), ['-c', config, '-a', '127.0.0.1', '-p', String(port)], {
      stdio: 'ignore',
    });
    await once(child, 'spawn');
    // Only a broker whose JetStream is up answers this.
    await withConnection(url, (nc) => jetstreamManager(nc));
  };
  const declareStreams = () => withConnection(url, addStreams);
  await start();
  if (streams) await declareStreams();
  return {
    url,
    stop,
    kill: () => end('SIGKILL'),
    start,
    declareStreams,
    async [Symbol.asyncDispose]() {
      await stop();
      process.removeListener('exit', killAtExit);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Connects without a user, and goes on trying. */
export function connectTo(url: string): Promise<NatsConnection> {
  return connect({
    servers: url,
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 50,
    reconnectJitter: 10,
  });
}

async function withConnection(url: string, act: (nc: NatsConnection) => Promise<unknown>): Promise<void> {
  const nc = await connectTo(url);
  try {
    await act(nc);
  } finally {
    await nc.close();
  }
}

async function addStreams(nc: NatsConnection): Promise<void> {
  const { streams } = await jetstreamManager(nc);
  await streams.add({
    name: QUOTES_STREAM,
    allow_atomic: true,
    allow_direct: true,
    subjects: [QUOTE_SUBJECTS, HEARTBEAT_SUBJECT, CLAIM_SUBJECT],
  });
  await streams.add({ name: INSTRUMENTS_STREAM, subjects: [INSTRUMENT_SUBJECTS], max_msgs_per_subject: 1 });
}
