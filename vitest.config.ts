import { configDefaults, defineConfig } from 'vitest/config';

/**
 * A file's name says what it needs: `.test` nothing, `.it.test` a nats-server, `.openapi.test` Schemathesis
 * too, `.python.test` Python, `.browser.test` Chromium, `.containers.test` Docker, `.compose.test` Docker and Chromium, `.load.test` k6,
 * `.manifests.test` kubectl, `.kind.test` kubectl, kind, Docker and Chromium.
 */
const integration = '**/*.it.test.ts';
const openapi = '**/*.openapi.test.ts';
const python = '**/*.python.test.ts';
const browser = '**/*.browser.test.ts';
const containers = '**/*.containers.test.ts';
const compose = '**/*.compose.test.ts';
const load = '**/*.load.test.ts';
const manifests = '**/*.manifests.test.ts';
const kind = '**/*.kind.test.ts';

export default defineConfig({
  test: {
    // The first line of a failure is what the summary repeats: it has to say what there was.
    chaiConfig: { truncateThreshold: 500 },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          testTimeout: 60_000,
          include: ['**/*.test.{ts,tsx}'],
          exclude: configDefaults.exclude.concat([
            manifests,
            integration,
            openapi,
            python,
            browser,
            containers,
            compose,
            load,
            kind,
          ]),
        },
      },
      {
        extends: true,
        test: { name: 'manifests', include: [manifests], testTimeout: 30_000, hookTimeout: 30_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [integration],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'openapi',
          include: [openapi],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'python',
          include: [python],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: [browser],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'containers',
          include: [containers],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'compose',
          include: [compose],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'load',
          include: [load],
          fileParallelism: false,
          testTimeout: 420_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'kind',
          include: [kind],
          fileParallelism: false,
          testTimeout: 480_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
