export type { KnownSite } from './check.ts';
export { carriedBy, originsOf, receiversOf } from './ends.ts';
export { copiesOf } from './copies.ts';
export type { Copy } from './copies.ts';
export { declarationsJsonSchema } from './json-schema.ts';
export { DeclarationError, parseDeclarations } from './parse.ts';
export type { Declarations, DeclaredBridge } from './schema.ts';
