import type { ObjectChange } from '@quotebridge/bridge';
import type { Declarations } from '@quotebridge/bridges';

export interface SiteChanges {
  readonly site: string;
  readonly changes: readonly ObjectChange[];
}

export interface Planned {
  /** Where the declarations are. */
  readonly file: string;
  readonly declarations: Declarations;
  readonly sites: readonly SiteChanges[];
  /** False when there are no brokers to compare with: the changes are then all that is declared. */
  readonly isCompared: boolean;
}

const SIGNS = { none: '=', create: '+', change: '~', undeclared: '!', unknown: '?' } as const;
const TEXTS = {
  none: 'no change',
  create: 'create',
  change: 'change',
  undeclared: 'no longer declared: it stays until an operator deletes it',
  unknown: 'not known',
} as const;
const COUNTED = ['create', 'change', 'undeclared', 'unknown'] as const;
const COUNTS = { create: 'to create', change: 'to change', undeclared: 'no longer declared', unknown: 'not known' };

/** The plan for a terminal, and how many objects would change. Pure. */
export function planText({ file, declarations, sites, isCompared }: Planned): { text: string; changes: number } {
  const count = declarations.bridges.length;
  const lines = [`${file}: valid, ${count} ${count === 1 ? 'bridge' : 'bridges'}`];
  const width = Math.max(0, ...sites.flatMap(({ changes }) => changes.map((change) => titleOf(change).length)));
  for (const { site, changes } of sites) {
    lines.push('', site);
    for (const change of changes) {
      if (!isCompared) {
        lines.push(`  ${titleOf(change)}`);
        continue;
      }
      const { action, reason } = change;
      const what = `${TEXTS[action]}${reason === null ? '' : `: ${reason}. Is it granted in infra/nats/${site}/site.conf?`}`;
      lines.push(`  ${SIGNS[action]} ${titleOf(change).padEnd(width)}  ${what}`);
      for (const { field, actual, wanted } of change.fields) {
        lines.push(`      ${field}: ${valueText(actual)} -> ${valueText(wanted)}`);
      }
    }
  }
  const all = sites.flatMap(({ changes }) => changes);
  const counts = COUNTED.flatMap((action) => {
    const found = all.filter((change) => change.action === action).length;
    return found === 0 ? [] : [`${found} ${COUNTS[action]}`];
  });
  const summary = isCompared
    ? counts.join(', ') || 'nothing would change'
    : 'no demo runs with this data directory, so this is what the file declares';
  lines.push('', summary, '');
  return { text: lines.join('\n'), changes: isCompared ? all.filter(({ action }) => action !== 'none').length : 0 };
}

function titleOf({ kind, object }: ObjectChange): string {
  return `${kind} ${object}`;
}

function valueText(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
