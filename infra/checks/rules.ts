/** A part of the repository, as far as imports are concerned. */
export interface Part {
  readonly kind:
    | 'wire'
    | 'generated'
    | 'contracts'
    | 'client'
    | 'service-kit'
    | 'quote-reader'
    | 'testkit'
    | 'e2e'
    | 'service'
    | 'frontend'
    | 'loadtest'
    | 'topology'
    | 'local'
    | 'docker'
    | 'kind'
    | 'load'
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
  ['services/shared/testkit', 'testkit'],
  ['services/e2e', 'e2e'],
  ['frontend', 'frontend'],
  ['loadtest', 'loadtest'],
  ['infra/topology', 'topology'],
  ['infra/local', 'local'],
  ['infra/docker', 'docker'],
  ['infra/kind', 'kind'],
  ['infra/load', 'load'],
];

/** Tests, and what the tests of a folder share. */
const FOR_TESTS = /(\.test\.tsx?|\/testing\.ts)$/;

/** Passwords are made in one place, for processes and for containers. */
const CREDENTIALS = 'infra/local/credentials.ts';

/** What a site's brokers and services are given of them, in volumes and in Secrets alike. */
const PASSWORD_FILES = 'infra/docker/password-files.ts';

/** Says what a machine lacks to run containers. */
const FIND_DOCKER = 'infra/local/suites/docker.ts';

/** What all ways to run the demo have in common. */
const FOR_EVERY_WAY = new Set([
  CREDENTIALS,
  ...['first-price.ts', 'install.mjs', 'ports.ts', 'progress.ts', 'stop-signal.ts'].map(
    (file) => `infra/local/${file}`,
  ),
]);

/** The one module of a service that others may use: it writes the prices that the demo ships with. */
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
 * never each other, the client and k6's code the wire contracts alone, the browser's code those, the generated types
 * and the client, the testkit by tests alone.
 */
export function mayImport(from: string, to: string): boolean {
  const importer = partOf(from);
  const imported = partOf(to);
  if (importer.folder === imported.folder) return true;
  if (importer.kind === 'e2e' || importer.kind === 'testkit') return true;
  if (imported.kind === 'testkit') return FOR_TESTS.test(from);
  // What there is, said once: every way to run it follows.
  if (imported.kind === 'topology') return from.startsWith('infra/');
  const contracts = ['contracts', 'wire', 'generated'].includes(imported.kind);
  switch (importer.kind) {
    case 'contracts':
    case 'client':
    case 'loadtest':
      return imported.kind === 'wire';
    case 'frontend':
      return imported.kind === 'wire' || imported.kind === 'generated' || imported.kind === 'client';
    case 'service-kit':
      return contracts;
    case 'quote-reader':
      return contracts || imported.kind === 'service-kit';
    case 'service':
      return contracts || imported.kind === 'service-kit' || imported.kind === 'quote-reader';
    case 'local':
      return to === PREPARE || to === STORE_FAULT;
    case 'docker':
      return to === CREDENTIALS || to === FIND_DOCKER;
    case 'kind':
      return FOR_EVERY_WAY.has(to) || to === PASSWORD_FILES;
    case 'topology':
      return FOR_TESTS.test(from) && to === 'infra/local/install.mjs';
    case 'load':
      return ['local', 'docker', 'kind'].includes(imported.kind);
    default:
      return false;
  }
}
