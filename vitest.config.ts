import { configDefaults, defineConfig } from 'vitest/config';

/**
 * A file's name says what it needs: `.test` nothing, `.it.test` a nats-server, `.openapi.test` Schemathesis
 * too, `.browser.test` Chromium, `.containers.test` Docker, `.compose.test` Docker and Chromium, `.load.test` k6.
 */
const integration = '**/*.it.test.ts';
const openapi = '**/*.openapi.test.ts';
const browser = '**/*.browser.test.ts';
const containers = '**/*.containers.test.ts';
const compose = '**/*.compose.test.ts';
const load = '**/*.load.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, integration, openapi, browser, containers, compose, load],
        },
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
          testTimeout: 240_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
