import { markdownTable } from '../shared/markdown.ts';
import type { Summary } from './summary.ts';

/** The objectives of docs/slo.md, in milliseconds. */
const SILENCES = [
  ['before the migration, any client', 'silence_before', null],
  ['relocating client', 'silence_relocating', 250],
  ['relocating client, from a request to relocate to the first quote after the switch', 'silence_switching', null],
  ['plain client', 'silence_plain', 2_000],
] as const;

/** What a migration did to clients and requests: shown also where times are not judged. `null` for other scenarios. */
export function migrationLines({ metrics }: Summary): string | null {
  if (metrics['silence_relocating'] === undefined) return null;
  const count = (name: string) => metrics[name]?.values['count'] ?? 0;
  const ms = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(0));
  const rows = SILENCES.map(([who, name, objective]) => {
    const values = metrics[name]?.values ?? {};
    return [
      who,
      ms(values['med']),
      ms(values['p(99)']),
      ms(values['max']),
      objective === null ? '' : String(objective),
    ];
  });
  const [onprem, cloud] = ['onprem', 'cloud'].map((site) => count(`served{site:${site},what:request}`));
  // Of a rate, `passes` are the requests that failed.
  const { passes: failed = 0, fails: succeeded = 0 } = metrics['http_req_failed{scenario:requests}']?.values ?? {};
  return [
    `${count('clients_relocated')} times a client relocated before its connection was closed, and ${count('clients_closed')} times a plain client was closed at the deadline and came back. Of ${failed + succeeded} requests ${failed} failed; of the answers that name their site, on-prem gave ${onprem} and the cloud ${cloud}.`,
    markdownTable(['longest silence of a client, in ms', 'p50', 'p99', 'max', 'objective for p99'], rows),
  ].join('\n\n');
}
