import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { changesAt, planSite } from '@quotebridge/bridge';
import type { ObjectChange } from '@quotebridge/bridge';
import { parseDeclarations } from '@quotebridge/bridges';
import type { Declarations } from '@quotebridge/bridges';
import { SITE_API } from '@quotebridge/contracts/wire';
import { connectNats, createLogger } from '@quotebridge/service-kit';
import { root } from '../tools/install.mjs';
import { knownSites } from '../topology/declarations.ts';
import { TOPOLOGY } from '../topology/topology.ts';
import { BridgesError } from './errors.ts';
import type { Demo } from './find-demo.ts';
import { neededFiles, readRepository, type ReadFile } from './permissions/generated.ts';
import { notPermitted } from './permissions/not-permitted.ts';
import { planText } from './plan-text.ts';
import type { SiteChanges } from './plan-text.ts';

const REQUEST_TIMEOUT_MS = 2_000;
/** Streams that earlier declarations may have left, whatever the file declares. */
const EVER_DECLARED = ['QUOTES', 'INSTRUMENTS', 'DEMAND_CLOUD', 'DEMAND_ONPREM'];

export interface PlanCommand {
  /** Absolute; `null` for the repository's declarations. */
  readonly file: string | null;
  readonly demo: Demo | null;
  /** Reads the brokers' configurations. Default: those of the repository. */
  readonly read?: ReadFile;
}

/** Checks the declarations and compares them with the brokers of each site. Throws `DeclarationError` and `BridgesError`. */
export async function planCommand({
  file,
  demo,
  read = readRepository,
}: PlanCommand): Promise<{ text: string; changes: number }> {
  const topology = demo?.credentials.topology ?? TOPOLOGY;
  const path = file ?? resolve(root, topology.bridges);
  const name = relative(root, path).startsWith('..') ? path : relative(root, path);
  const declarations = parseDeclarations(await readDeclared(path), { file: name, sites: knownSites(topology) });
  const refused = notPermitted(neededFiles(topology, declarations, read), read);
  if (refused.length > 0) {
    const hint = 'When infra/bridges declares them, "npm run bridges -- generate" writes these files.';
    throw new BridgesError([`${name}: the brokers do not permit all that is declared`, ...refused, hint].join('\n'));
  }
  const sites: SiteChanges[] = [];
  for (const { name: site } of topology.sites) {
    const servers = demo?.status.brokerUrls[site] ?? [];
    const plans = planSite({ site, declarations, buckets: topology.buckets, replicas: Math.max(1, servers.length) });
    if (demo === null) {
      const declared = plans.flatMap(({ stream, consumers }) => [
        { kind: 'stream' as const, object: stream.name },
        ...consumers.map((one) => ({
          kind: 'consumer' as const,
          object: `${one.config.durable_name} of ${stream.name}`,
        })),
      ]);
      sites.push({ site, changes: declared.map((one) => ({ ...one, action: 'create', fields: [], reason: null })) });
      continue;
    }
    const password = demo.credentials.passwordOf(site, 'bridge');
    const others = topology.sites.flatMap((other) => (other.name === site ? [] : [other.name]));
    const candidates = { streams: streamsOf(declarations), sites: others };
    sites.push({ site, changes: await compare(site, { servers, password }, plans, candidates) });
  }
  return planText({ file: name, declarations, sites, isCompared: demo !== null });
}

async function readDeclared(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new BridgesError(`the declarations cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** With the credentials of the bridge service, so that what it is not granted shows. */
async function compare(
  site: string,
  { servers, password }: { servers: readonly string[]; password: string },
  ...[plans, candidates]: [Parameters<typeof changesAt>[1], Parameters<typeof changesAt>[2]]
): Promise<ObjectChange[]> {
  const log = createLogger('bridges', 'silent');
  const nc = await connectNats({
    servers,
    user: 'bridge',
    password,
    name: 'bridges-plan',
    log,
    waitForBroker: false,
  }).catch((cause: unknown) => {
    throw new BridgesError(`no broker of ${site} answers at ${servers.join(', ')}`, { cause });
  });
  try {
    const jsm = await jetstreamManager(nc, { apiPrefix: SITE_API, checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
    return await changesAt(jsm, plans, candidates);
  } finally {
    await nc.close();
  }
}

function streamsOf({ streams }: Declarations): string[] {
  return [...new Set([...EVER_DECLARED, ...streams.map(({ name }) => name)])];
}
