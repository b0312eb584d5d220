import { registerHooks } from 'node:module';

// For `node --import`: the services of one site behave as if they were built with another version of the contracts.
if (process.env.SITE === process.env.OTHER_CONTRACTS_AT) {
  registerHooks({
    load(url, context, next) {
      if (!url.endsWith('/contracts/wire/version.ts')) return next(url, context);
      return { format: 'module', source: "export const CONTRACTS_VERSION = '9.9.9';", shortCircuit: true };
    },
  });
}
