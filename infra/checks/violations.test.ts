import { describe, expect, it } from 'vitest';
import { violations, type Workspace } from './violations.ts';

const workspaces: Workspace[] = [
  {
    name: '@quotebridge/contracts',
    folder: 'services/shared/contracts',
    exports: { '.': './index.ts', './wire': './wire/index.ts', './rest': './generated/rest.ts' },
  },
  { name: '@quotebridge/service-kit', folder: 'services/shared/service-kit', exports: { '.': './index.ts' } },
  { name: '@quotebridge/quote-reader', folder: 'services/shared/quote-reader', exports: { '.': './index.ts' } },
  { name: '@quotebridge/testkit', folder: 'infra/testkit', exports: { '.': './index.ts' } },
  {
    name: '@quotebridge/feed',
    folder: 'services/feed',
    exports: { './prepare': './sources/replay/prepare.ts' },
  },
  { name: '@quotebridge/api', folder: 'services/api', exports: { '.': './index.ts' } },
];

const check = (path: string, source: string) => violations(path, source, workspaces);

describe('the dependency rule', () => {
  it.each([
    ['services/api/app.ts', "import { openQuotes } from '@quotebridge/quote-reader';"],
    ['services/api/app.ts', "import { listen } from '@quotebridge/service-kit';"],
    ['services/api/app.ts', "import express from 'express'; import './routes/quotes.ts';"],
    ['services/api/app.it.test.ts', "import { startSites } from '@quotebridge/testkit';"],
    ['services/api/testing.ts', "import { startSites } from '@quotebridge/testkit';"],
    ['e2e/flow.it.test.ts', "import { createApp } from '@quotebridge/api';"],
    ['services/shared/service-kit/log.ts', "import { quoteSchema } from '@quotebridge/contracts';"],
    ['services/shared/quote-reader/open.ts', "import { pause } from '@quotebridge/service-kit';"],
    ['services/shared/contracts/schemas/schemas.ts', "import { isPrice } from '../wire/index.ts';"],
    ['frontend/src/main.tsx', "import type { Quote } from '@quotebridge/contracts/wire'; export const a = <b />;"],
    ['frontend/src/api.ts', "import type { paths } from '@quotebridge/contracts/rest';"],
    ['infra/demo/options.ts', "import { LIMITS } from '@quotebridge/feed/prepare';"],
    ['infra/demo/preparation.ts', "import { obtainNatsServer } from '../tools/nats-server.ts';"],
    ['infra/local/orphans.it.test.ts', "import { obtainNatsServer } from '../tools/nats-server.ts';"],
    ['infra/testkit/topology.ts', "import { startSites } from '../local/brokers.ts';"],
    ['loadtest/bench/latency/run.ts', "import { startTopology } from '@quotebridge/testkit';"],
    ['loadtest/runner/main.ts', "import { NoDemoError } from '../../infra/local/control.ts';"],
    ['loadtest/k6/03-fanout.ts', "import { isPrice } from '../../services/shared/contracts/wire/index.ts';"],
    ['infra/docker/write-credentials.ts', "import { loadCredentials } from '../local/credentials.ts';"],
    ['infra/docker/cable.ts', "import { findDocker } from '../tools/suites/docker.ts';"],
    ['infra/kind/up.ts', "import { showProgress } from '../tools/progress.ts';"],
    ['loadtest/runner/target.ts', "import { findWan } from '../../infra/docker/wan.ts';"],
    ['infra/drivers/local.ts', "import { DriverError } from '../../services/migrator/driver.ts';"],
    ['infra/migrate/main.ts', "import { createProgram } from '../../services/migrator/index.ts';"],
  ])('allows in %s: %s', (path, source) => {
    expect(check(path, source)).toEqual([]);
  });

  it.each([
    ['services/gateway/app.ts', "import { createApp } from '@quotebridge/api';", 'services/api/index.ts'],
    [
      'services/migrator/run/session.ts',
      "import { openLocal } from '../../../infra/drivers/local.ts';",
      'infra/drivers/local.ts',
    ],
    ['services/gateway/app.ts', "import { DriverError } from '../migrator/driver.ts';", 'services/migrator/driver.ts'],
    ['infra/migrate/main.ts', "import { createApp } from '../../services/api/app.ts';", 'services/api/app.ts'],
    ['services/gateway/app.ts', "import { createApp } from '../api/app.ts';", 'services/api/app.ts'],
    ['services/gateway/app.ts', "import type { ApiDeps } from '../api/deps.ts';", 'services/api/deps.ts'],
    ['services/gateway/app.ts', "export { createApp } from '../api/app.ts';", 'services/api/app.ts'],
    ['services/gateway/app.ts', "export * from '../api/app.ts';", 'services/api/app.ts'],
    ['services/gateway/app.ts', "const api = await import('../api/app.ts');", 'services/api/app.ts'],
    ['services/gateway/app.test.ts', "import { createApp } from '../api/app.ts';", 'services/api/app.ts'],
    ['services/api/app.ts', "import { startSites } from '@quotebridge/testkit';", 'infra/testkit/index.ts'],
    ['services/shared/quote-reader/open.ts', "import { createApp } from '@quotebridge/api';", 'services/api/index.ts'],
    [
      'services/shared/service-kit/nats.ts',
      "import { openQuotes } from '@quotebridge/quote-reader';",
      'services/shared/quote-reader/index.ts',
    ],
    [
      'services/shared/contracts/index.ts',
      "import '@quotebridge/service-kit';",
      'services/shared/service-kit/index.ts',
    ],
    [
      'services/shared/contracts/wire/quote.ts',
      "import { z } from '../schemas/schemas.ts';",
      'services/shared/contracts/schemas/schemas.ts',
    ],
    ['frontend/src/main.tsx', "import { q } from '@quotebridge/contracts';", 'services/shared/contracts/index.ts'],
    ['infra/demo/demo.ts', "import '../../services/feed/main.ts';", 'services/feed/main.ts'],
    ['infra/local/services.ts', "import { root } from '../tools/install.mjs';", 'infra/tools/install.mjs'],
    ['infra/local/services.ts', "import { startDemo } from '../demo/demo.ts';", 'infra/demo/demo.ts'],
    ['infra/tools/k6.ts', "import { freePort } from '../local/ports.ts';", 'infra/local/ports.ts'],
    ['infra/testkit/index.ts', "import { root } from '../tools/install.mjs';", 'infra/tools/install.mjs'],
    ['e2e/flow.it.test.ts', "import '../frontend/src/main.tsx';", 'frontend/src/main.tsx'],
    ['e2e/flow.it.test.ts', "import '../loadtest/runner/main.ts';", 'loadtest/runner/main.ts'],
    ['loadtest/bench/soak/run.ts', "import '../../../frontend/src/main.tsx';", 'frontend/src/main.tsx'],
    ['loadtest/k6/03-fanout.ts', "import { startTopology } from '@quotebridge/testkit';", 'infra/testkit/index.ts'],
    ['loadtest/k6/03-fanout.ts', "import '../shared/options.ts';", 'loadtest/shared/options.ts'],
    ['infra/demo/demo.ts', "import '../../loadtest/runner/target.ts';", 'loadtest/runner/target.ts'],
    [
      'services/shared/contracts/wire/index.ts',
      "import type { paths } from '../generated/rest.ts';",
      'services/shared/contracts/generated/rest.ts',
    ],
  ])('refuses in %s: %s', (path, source, imported) => {
    expect(check(path, source)).toEqual([`${path} imports ${imported}`]);
  });

  it('keeps packages out of the wire contracts', () => {
    expect(check('services/shared/contracts/wire/quote.ts', "import { z } from 'zod';")).toEqual([
      'services/shared/contracts/wire/quote.ts imports zod: wire contracts import nothing',
    ]);
  });

  it('does not skip a file that it cannot parse', () => {
    expect(() => check('services/api/app.ts', 'import {')).toThrow('services/api/app.ts');
  });
});
