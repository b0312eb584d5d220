/** A part of the repository, as far as imports are concerned. */
export interface Part {
  readonly kind:
    | 'wire'
    | 'generated'
    | 'contracts'
    | 'client'
    | 'service-kit'
    | 'quote-reader'
    | 'bridges'
    | 'testkit'
    | 'e2e'
    | 'service'
    | 'frontend'
    | 'k6'
    | 'loadtest'
    | 'topology'
    | 'tools'
    | 'local'
    | 'demo'
    | 'docker'
    | 'kind'
    | 'drivers'
    | 'migrate'
    | 'prove'
    | 'bridges-cli'
    | 'other';
  readonly folder: string;
}

const FOLDERS: readonly (readonly [folder: string, kind: Part['kind']])[] = [
  ['services/shared/contracts/wire', 'wire'],
  ['services/shared/contracts/generated', 'generated'],
  ['services/shared/contracts', 'contracts'],
  ['services/shared/client', 'client'],
  ['services/shared/service-kit', 'service-kit'],
  ['services/shared/quote-reader', 'quote-reader'],
  ['services/shared/bridges', 'bridges'],
  ['e2e', 'e2e'],
  ['frontend', 'frontend'],
  ['loadtest/k6', 'k6'],
  ['loadtest', 'loadtest'],
  ['infra/topology', 'topology'],
  ['infra/tools', 'tools'],
  ['infra/local', 'local'],
  ['infra/testkit', 'testkit'],
  ['infra/demo', 'demo'],
  ['infra/docker', 'docker'],
  ['infra/kind', 'kind'],
  ['infra/drivers', 'drivers'],
  ['infra/migrate', 'migrate'],
  ['infra/prove', 'prove'],
  ['infra/bridges-cli', 'bridges-cli'],
];

/** Tests, and what the tests of a folder share. */
const FOR_TESTS = /(\.test\.tsx?|\/testing\.ts)$/;

/** Made-up quotes for tests. */
const TEST_QUOTES = 'services/shared/contracts/testing.ts';

/** Passwords are made in one place, for processes and for containers. */
const CREDENTIALS = 'infra/local/credentials.ts';

/** What a site's brokers and services are given of them, in volumes and in Secrets alike. */
const PASSWORD_FILES = 'infra/docker/password-files.ts';

/** Says who has a port that is needed. */
const PORTS = 'infra/local/ports.ts';

/** What the demo on one machine and the clusters have in common. */
const FOR_EVERY_DEMO = new Set([CREDENTIALS, 'infra/local/first-price.ts', PORTS]);

/** How a client switches to another gateway, without a package's name in it: k6's clients do it with the same code. */
const RELOCATION = new Set(['services/shared/client/held-quotes.ts', 'services/shared/client/relocation.ts']);

/** The service that moves others. */
const MIGRATOR = 'services/migrator';
/** What it asks of them: each way of running has a driver. */
const DRIVER = 'services/migrator/driver.ts';

/** The service whose plans `npm run bridges` shows. */
const BRIDGE = 'services/bridge';
/** How commands write ages and times. */
const TEXTS = 'services/cli/texts.ts';

/** How the clusters of a demo are called, and where its files are. */
const CLUSTER_NAMES = 'infra/kind/demo.ts';

/** The one module of a service that infra may use, exported by its package: it writes the prices that the demo ships with. */
const PREPARE = 'services/feed/sources/replay/prepare.ts';

/** Says why a broker cannot store: to who supervises it, and to the bridge service. */
const STORE_FAULT = 'services/shared/service-kit/store-fault.ts';

/** The part that a file belongs to. Paths count from the root, with slashes. */
export function partOf(path: string): Part {
  for (const [folder, kind] of FOLDERS) {
    // What tests the wire contracts may use more than they may.
    if (kind === 'wire' && FOR_TESTS.test(path)) continue;
    if (path.startsWith(`${folder}/`)) return { kind, folder };
  }
  const [top, name] = path.split('/');
  return { kind: top === 'services' ? 'service' : 'other', folder: `${top}/${name}` };
}

/**
 * Whether the file at `from` may import the one at `to`: contracts ← service-kit ← quote-reader ← services, services
 * never each other, and the client library in the migrator and in tests alone, the client and k6's code the wire contracts alone, the browser's code those, the generated types
 * and the client, the testkit by tests alone. In `infra`: topology ← local ← demo, and tools ← everything that developers run.
 */
export function mayImport(from: string, to: string): boolean {
  const importer = partOf(from);
  const imported = partOf(to);
  if (importer.folder === imported.folder) return true;
  const contracts = ['contracts', 'wire', 'generated'].includes(imported.kind);
  const shared = contracts || ['service-kit', 'quote-reader', 'bridges'].includes(imported.kind);
  switch (importer.kind) {
    case 'e2e':
      return imported.kind !== 'frontend' && imported.kind !== 'loadtest' && imported.kind !== 'k6';
    case 'loadtest':
      return imported.kind !== 'frontend' && imported.kind !== 'service';
    case 'prove':
      // It starts and breaks a topology as tests do.
      if (to === DRIVER) return true;
      return contracts || ['testkit', 'client', 'topology', 'tools', 'local', 'drivers'].includes(imported.kind);
    case 'testkit':
      return shared || ['client', 'topology', 'local'].includes(imported.kind) || to === PASSWORD_FILES;
    default:
  }
  if (imported.kind === 'testkit' || to === TEST_QUOTES) return FOR_TESTS.test(from);
  if (from.startsWith('infra/') && FOR_TESTS.test(from) && imported.kind === 'tools') return true;
  switch (importer.kind) {
    case 'contracts':
    case 'client':
      return imported.kind === 'wire';
    case 'k6':
      return imported.kind === 'wire' || RELOCATION.has(to);
    case 'frontend':
      return imported.kind === 'wire' || imported.kind === 'generated' || imported.kind === 'client';
    case 'service-kit':
      return contracts;
    case 'quote-reader':
      return contracts || imported.kind === 'service-kit';
    case 'service':
      if (importer.folder === MIGRATOR && imported.kind === 'client') return true;
      return shared || (imported.kind === 'client' && FOR_TESTS.test(from));
    case 'topology':
      return imported.kind === 'bridges';
    case 'local':
      return imported.kind === 'topology' || to === PREPARE || to === STORE_FAULT;
    case 'demo':
      return ['topology', 'local', 'tools', 'wire'].includes(imported.kind) || to === PREPARE;
    case 'docker':
      return ['topology', 'tools'].includes(imported.kind) || to === CREDENTIALS || to === PORTS;
    case 'kind':
      return ['topology', 'tools'].includes(imported.kind) || FOR_EVERY_DEMO.has(to) || to === PASSWORD_FILES;
    case 'drivers':
      return ['topology', 'tools', 'local', 'docker', 'kind'].includes(imported.kind) || to === DRIVER;
    case 'migrate':
      return (
        ['topology', 'tools', 'local', 'drivers'].includes(imported.kind) ||
        imported.folder === MIGRATOR ||
        to === CLUSTER_NAMES
      );
    case 'bridges-cli':
      if (to === TEXTS || imported.folder === BRIDGE) return true;
      return shared || ['topology', 'tools', 'local'].includes(imported.kind);
    default:
      return false;
  }
}
