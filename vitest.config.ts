import { configDefaults, defineConfig } from 'vitest/config';

/** A file's name says what it needs: `.test` nothing, `.it.test` a nats-server, `.browser.test` Chromium too. */
const integration = '**/*.it.test.ts';
const browser = '**/*.browser.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, integration, browser],
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
          name: 'browser',
          include: [browser],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
