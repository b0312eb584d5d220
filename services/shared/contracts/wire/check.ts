/** A message from outside that breaks the contract. `path`: the field, `rule`: what is allowed. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly path: string;
  readonly rule: string;
  constructor(path: string, rule: string, options?: ErrorOptions) {
    super(`${path} ${rule}`, options);
    this.path = path;
    this.rule = rule;
  }
}

/** A site's name is one NATS subject token, and its JetStream domain. */
export const SITE_PATTERN = /^[a-z][a-z0-9-]{0,31}$/;
/** What a site's name is, for messages. */
export const SITE_FORMAT = 'a site: 1 to 32 of a-z 0-9 -, a letter first';
export const SITE_RULE = `must be ${SITE_FORMAT}`;
/** A symbol is one NATS subject token. */
export const SYMBOL_PATTERN = /^[A-Za-z0-9_-]{1,32}$/;
/** A price or a size step, exact: at most 15 digits before and 12 after the point. */
export const PRICE_PATTERN = /^-?\d{1,15}(\.\d{1,12})?$/;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSymbol(value: unknown): value is string {
  return typeof value === 'string' && SYMBOL_PATTERN.test(value);
}

export function isPrice(value: unknown): value is string {
  return typeof value === 'string' && PRICE_PATTERN.test(value);
}

export function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** The first millisecond that a `Date` cannot represent. */
export const TIME_LIMIT = 8.64e15;

export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < TIME_LIMIT;
}

export function isSafeCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
