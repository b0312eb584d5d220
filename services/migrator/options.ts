import { InvalidArgumentError } from 'commander';
import { PUBLIC_SERVICES } from '@quotebridge/contracts';
import type { PublicService } from '@quotebridge/contracts';

/** `api,gateway`. Throws `InvalidArgumentError`. */
export function parseServices(text: string): PublicService[] {
  const names = [...new Set(text.split(','))];
  const services = PUBLIC_SERVICES.filter((known) => names.includes(known));
  if (services.length !== names.length) {
    throw new InvalidArgumentError(`Allowed are ${PUBLIC_SERVICES.join(', ')}, with commas between.`);
  }
  return services;
}

/** `10,50,100`: shares in percent, ascending. Throws `InvalidArgumentError`. */
export function parseCanary(text: string): number[] {
  const shares = text.split(',').map(Number);
  const isAscending = shares.every((share, index) => index === 0 || share > (shares[index - 1] ?? 0));
  const isAllowed = /^\d+(,\d+)*$/.test(text) && isAscending && shares.every((share) => share <= 100);
  if (!isAllowed)
    throw new InvalidArgumentError('Allowed are whole numbers from 0 to 100, ascending, with commas between.');
  return shares;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** `5s`, `500ms`, `2m`, in milliseconds. Throws `InvalidArgumentError`. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  const ms = match === null ? Number.NaN : Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0));
  if (!(ms <= 3_600_000)) throw new InvalidArgumentError('Allowed is a time such as 500ms, 5s or 2m, up to 60m.');
  return ms;
}
