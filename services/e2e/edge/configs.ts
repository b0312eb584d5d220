import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const CONFIGS = resolve(import.meta.dirname, '../../../infra/nats');

/** What the cloud's configuration has instead of a line, or part of one, once the edge dials in. */
type Change = readonly [before: string, after: string];

/** The exports that the edge's link and the cloud's bridge service import. */
const EXPORTS: readonly Change[] = [
  ['{ stream: "quotes.*", accounts: [READERS] }', '{ stream: "quotes.*", accounts: [READERS, LINK_EDGE] }'],
  ['{ stream: "feed.heartbeat", accounts: [READERS] }', '{ stream: "feed.heartbeat", accounts: [READERS, LINK_EDGE] }'],
  [
    '{ stream: "status.bridge.*", accounts: [READERS, AUDITOR] }',
    `{ stream: "status.bridge.*", accounts: [READERS, AUDITOR] }
      { stream: "status.bridge.cloud", accounts: [LINK_EDGE] }`,
  ],
  [
    '"$JS.API.CONSUMER.INFO.*.*", accounts: [READERS, AUDITOR] }',
    '"$JS.API.CONSUMER.INFO.*.*", accounts: [READERS, AUDITOR, BRIDGE] }',
  ],
  [
    '{ stream: "audit.marks.cloud", accounts: [QUOTES] }',
    '{ stream: "audit.marks.cloud", accounts: [QUOTES, LINK_EDGE] }',
  ],
  [
    '{ stream: { account: QUOTES, subject: "audit.marks.onprem" } }',
    `{ stream: { account: QUOTES, subject: "audit.marks.onprem" } }
      { stream: { account: LINK_EDGE, subject: "audit.marks.edge" } }`,
  ],
  [
    '"$JS.API.CONSUMER.CREATE.*.>", accounts: [READERS, AUDITOR] }',
    `"$JS.API.CONSUMER.CREATE.*.>", accounts: [READERS, AUDITOR, BRIDGE] }
      { service: "$JS.API.CONSUMER.RESET.QUOTES.EDGE", accounts: [LINK_EDGE] }
      { service: "$JS.FC.QUOTES.EDGE.*", accounts: [LINK_EDGE] }
      { stream: "mirror.QUOTES.edge", accounts: [LINK_EDGE] }`,
  ],
];

/** What the cloud's bridge service asks for: the durable consumer from which the edge's mirror reads. */
const IMPORTS: Change = [
  '{ service: { account: QUOTES, subject: "origin.API.CONSUMER.RESET.*.CLOUD" } }',
  `{ service: { account: QUOTES, subject: "origin.API.CONSUMER.RESET.*.CLOUD" } }
      { service: { account: QUOTES, subject: "$JS.API.CONSUMER.CREATE.QUOTES.EDGE" }, to: "site.API.CONSUMER.CREATE.QUOTES.EDGE" }
      { service: { account: QUOTES, subject: "$JS.API.CONSUMER.INFO.QUOTES.EDGE" }, to: "site.API.CONSUMER.INFO.QUOTES.EDGE" }`,
];

/** The on-prem link brings what the cloud's mirrors take, and nothing that the edge's would. */
const ORIGIN_LINK: Change = ['"mirror.>"', '"mirror.QUOTES.cloud", "mirror.INSTRUMENTS.cloud"'];

/** The account in which the edge's link ends. Of the cloud it can ask for the reset of its consumer and acknowledge what that delivers. */
const LINK: Change = [
  '  # Who reads quotes.',
  `  LINK_EDGE {
    exports: [{ stream: "audit.marks.edge", accounts: [AUDITOR] }]
    imports: [
      { stream: { account: AUDITOR, subject: "audit.marks.cloud" } }
      { stream: { account: QUOTES, subject: "quotes.*" } }
      { stream: { account: QUOTES, subject: "feed.heartbeat" } }
      { stream: { account: QUOTES, subject: "mirror.QUOTES.edge" } }
      { stream: { account: BRIDGE, subject: "status.bridge.cloud" } }
      { service: { account: QUOTES, subject: "$JS.API.CONSUMER.RESET.QUOTES.EDGE" }, to: "origin.API.CONSUMER.RESET.QUOTES.EDGE" }
      { service: { account: QUOTES, subject: "$JS.FC.QUOTES.EDGE.*" } }
    ]
    users: [
      { user: leaf-edge, password: $LEAF_EDGE_PASSWORD, allowed_connection_types: ["LEAFNODE"], permissions: {
        publish: ["origin.API.CONSUMER.RESET.QUOTES.EDGE", "$JS.FC.QUOTES.EDGE.*", "audit.marks.edge"]
        subscribe: ["quotes.*", "feed.heartbeat", "mirror.QUOTES.edge", "status.bridge.cloud", "audit.marks.cloud", "_R_.>"]
      } }
    ]
  }

  # Who reads quotes.`,
];

/** The edge's consumer is the bridge's, too. */
const READERS: Change = [
  '"site.API.CONSUMER.MSG.NEXT.*.CLOUD"]',
  `"site.API.CONSUMER.MSG.NEXT.*.CLOUD"
    "site.API.CONSUMER.*.*.EDGE", "site.API.CONSUMER.*.*.EDGE.>", "site.API.CONSUMER.MSG.NEXT.*.EDGE"]`,
];

/** The broker configurations of the demo with the edge, in a folder of their own. */
export interface Configs extends AsyncDisposable {
  readonly folder: string;
}

export async function writeConfigs(): Promise<Configs> {
  const folder = await mkdtemp(join(tmpdir(), 'quotebridge-edge-'));
  await cp(CONFIGS, folder, { recursive: true });
  await cp(join(CONFIGS, 'cloud'), join(folder, 'edge'), { recursive: true });
  await cp(join(import.meta.dirname, 'site.conf'), join(folder, 'edge/site.conf'));
  await change(join(folder, 'cloud/site.conf'), [...EXPORTS, IMPORTS, ORIGIN_LINK, LINK]);
  await change(join(folder, 'readers.conf'), [READERS]);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Throws when a line is not there, or is more than once. */
async function change(file: string, changes: readonly Change[]): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const [before, after] of changes) {
    const parts = text.split(before);
    if (parts.length !== 2) throw new Error(`${file} has ${JSON.stringify(before)} ${parts.length - 1} times`);
    text = parts.join(after);
  }
  await writeFile(file, text);
}
