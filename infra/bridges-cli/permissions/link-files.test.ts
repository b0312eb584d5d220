import { parseDeclarations } from '@quotebridge/bridges';
import { expect, it } from 'vitest';
import { crossingsOf } from './crossings.ts';
import { linkFiles } from './link-files.ts';
import { linkText } from './link-text.ts';
import { readSiteAccounts } from './site-accounts.ts';

/** A hub that a branch dials: it joins the branch's stream, and asks for what is in stock. */
const HUB = `
accounts {
  BRIDGE {
    exports: [{ service: "bridge.branch.CONSUMER.RESET.*.HUB", accounts: [JOINED] }]
    imports: [
      { service: { account: JOINED, subject: "$JS.API.STREAM.INFO.ALL" }, to: "site.API.STREAM.INFO.ALL" }
      { service: { account: BRANCHES, subject: "origin.API.CONSUMER.RESET.*.HUB" } }
    ]
  }
  JOINED { imports: [
    { service: { account: BRIDGE, subject: "bridge.branch.CONSUMER.RESET.*.HUB" } }
    { stream: { account: BRANCHES, subject: "mirror.>" } }
    { service: { account: BRANCHES, subject: "$JS.FC.SALES.HUB.*" } }
  ] }
  ASKING { imports: [{ service: { account: BRANCHES, subject: "stock.*" } }] }
  BRANCHES { include branch.conf }
}`;
const BRANCH = `
accounts {
  LINK { include branch.conf }
  SHOP {
    exports: [
      { stream: "mirror.>", accounts: [LINK] }
      { service: "$JS.API.CONSUMER.RESET.*.*", accounts: [LINK] }
      { service: "$JS.FC.*.HUB.*", accounts: [LINK] }
      { service: "stock.*", accounts: [LINK] }
    ]
  }
  BRIDGE { imports: [{ service: { account: SHOP, subject: "$JS.API.STREAM.INFO.SALES" }, to: "site.API.STREAM.INFO.SALES" }] }
}`;
const DECLARED = `
streams: [{ name: SALES, site: branch, subjects: [sales.*] }]
bridges:
  - { name: all, mode: aggregate, stream: ALL, at: hub, sources: [{ stream: SALES, from: branch }] }
  - { name: stock, mode: bridge, requests: [stock.*], from: hub, to: branch }
`;
const LINKS = [{ user: 'branch', dialling: 'branch', dialled: 'hub' }];

function filesOf({ hub = HUB, declared = DECLARED } = {}) {
  const crossings = crossingsOf(parseDeclarations(declared, { file: 'declared.yaml', sites: null }));
  const texts: Record<string, string> = { hub: hub, branch: BRANCH };
  return linkFiles(LINKS, crossings, (site) => readSiteAccounts(site, ['branch.conf'], () => texts[site] ?? ''));
}

const entries = (site: string, options?: Parameters<typeof filesOf>[0]) =>
  filesOf(options)
    .filter((file) => file.site === site)
    .flatMap((file) => linkText(file).split('\n'))
    .filter((line) => line.includes(' # '))
    .map((line) => line.trim());

it('lets a stream of the site that dials be joined at the site that is dialled', () => {
  expect(entries('branch')).toEqual([
    '{ stream: { account: SHOP, subject: "mirror.SALES.hub" } } # all',
    '{ service: { account: SHOP, subject: "$JS.API.CONSUMER.RESET.SALES.HUB" }, to: "origin.API.CONSUMER.RESET.SALES.HUB" } # all',
    '{ service: { account: SHOP, subject: "$JS.FC.SALES.HUB.*" } } # all',
    '{ service: { account: SHOP, subject: "stock.*" } } # stock',
  ]);
  expect(entries('hub')).toEqual([
    '{ stream: "mirror.SALES.hub", accounts: [JOINED] } # all',
    '{ service: "origin.API.CONSUMER.RESET.SALES.HUB", accounts: [BRIDGE] } # all',
    '{ service: "$JS.FC.SALES.HUB.*", accounts: [JOINED] } # all',
    '{ service: "stock.*", accounts: [ASKING] } # stock',
    '"mirror.SALES.hub" # all',
    '"_R_.>" # stock',
    '"origin.API.CONSUMER.RESET.SALES.HUB" # all',
    '"$JS.FC.SALES.HUB.*" # all',
    '"stock.*" # stock',
  ]);
});

it('has neither status nor marks for a stream that is not a copy of the quotes', () => {
  expect(linkText(filesOf().find(({ site }) => site === 'hub') ?? expect.fail())).not.toMatch(/status|audit/);
});

it('denies the user everything where no bridge crosses the link', () => {
  const [, hub] = filesOf({ declared: 'streams: []\nbridges: []\n' });
  const text = linkText(hub ?? expect.fail());
  expect(text).toContain('publish: { deny: [">"] }');
  expect(text).toContain('subscribe: { deny: [">"] }');
  expect(text).not.toContain(' # ');
});

it.each([
  [
    '{ stream: { account: BRANCHES, subject: "mirror.>" } }',
    'all: infra/nats/hub/site.conf: JOINED does not import the stream mirror.SALES.hub from BRANCHES',
  ],
  [
    '{ service: { account: BRANCHES, subject: "origin.API.CONSUMER.RESET.*.HUB" } }',
    'all: infra/nats/hub/site.conf: no account imports origin.API.CONSUMER.RESET.SALES.HUB from BRANCHES',
  ],
  [
    '{ service: "bridge.branch.CONSUMER.RESET.*.HUB", accounts: [JOINED] }',
    'all: infra/nats/hub/site.conf: no account exports bridge.branch.CONSUMER.RESET.SALES.HUB to JOINED',
  ],
  [
    'ASKING { imports: [{ service: { account: BRANCHES, subject: "stock.*" } }] }',
    'stock: infra/nats/hub/site.conf: no account imports stock.* from BRANCHES',
  ],
  ['include branch.conf', 'infra/nats/hub/site.conf: no account includes branch.conf'],
])('reports what is missing in site.conf: %s', (line, message) => {
  expect(() => filesOf({ hub: HUB.replace(line, '') })).toThrow(message);
});
