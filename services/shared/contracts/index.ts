export * from './wire/index.ts';
export * from './schemas/audit.ts';
export * from './schemas/demand.ts';
export * from './schemas/schemas.ts';
export * from './schemas/instrument-details.ts';
export * from './schemas/relocation.ts';
export * from './schemas/bridge-pause.ts';
export * from './schemas/console.ts';
