export type { KnownSite } from './check.ts';
export { carriedBy, originsOf, receiversOf } from './ends.ts';
export { copiesOf, sourcedFrom } from './copies.ts';
export type { Copy } from './copies.ts';
export { declarationsJsonSchema } from './json-schema.ts';
export { DeclarationError, parseDeclarations } from './parse.ts';
export { capturedAs, capturing, madeStreams } from './made.ts';
export type { MadeOf, MadeStream } from './made.ts';
export type { Declarations, DeclaredBridge, Mapping } from './schema.ts';
