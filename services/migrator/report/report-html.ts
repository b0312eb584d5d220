import type { Migration, ProbeCounts } from '../core/migration.ts';

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1c2330; background: #fff; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; } th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid #d8dde6; vertical-align: top; }
td.short { white-space: nowrap; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.done { color: #146c2e; } .rolled-back, .aborted, .breach, .failed { color: #a11a1a; } .warning { color: #8a5a00; } .weights { font-weight: 600; }
@media (prefers-color-scheme: dark) { body { color: #dfe5ee; background: #12161d; } th, td { border-color: #2c3440; } .done { color: #5fd08a; } .rolled-back, .aborted, .breach, .failed { color: #ff8a8a; } .warning { color: #e6b450; } }
`;

/** The report as one page without scripts or other files. */
export function reportHtml(migration: Migration, notProved: readonly string[]): string {
  const { id, request, status, reason, operator, started, ended, resumed, counts, timeline } = migration;
  const seconds = ended === null ? 'not ended' : `${((ended - started) / 1_000).toFixed(1)} s`;
  const { clients, parity, requests, library, plain, api } = counts;
  const summary = rows([
    ['Result', `<span class="${status}">${status}</span>${reason === null ? '' : `: ${escape(reason)}`}`],
    ['Services', escape(request.services.join(', '))],
    ['From, to', `${escape(request.from)} → ${escape(request.to)}`],
    ['Weights', request.canary.map((percent) => `${percent} %`).join(', ')],
    ['Operator', escape(operator)],
    ['Started', new Date(started).toISOString()],
    ['Took', `${seconds}${resumed === 0 ? '' : `, resumed ${resumed} times`}`],
  ]);
  const sites = Object.entries(requests).map(
    ([site, one]) => `<tr><td>${escape(site)}</td>${number(one.served)}${number(one.failed)}</tr>`,
  );
  const lines = timeline.map(({ at, kind, step, text }) => {
    const what = kind === 'done' ? '' : escape(text);
    const short = [`${((at - started) / 1_000).toFixed(1)} s`, escape(step), kind];
    return `<tr class="${kind}">${short.map((cell) => `<td class="short">${cell}</td>`).join('')}<td>${what}</td></tr>`;
  });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Migration ${escape(id)}</title><style>${STYLE}</style>
<h1>Migration ${escape(id)}</h1>
<table>${summary}</table>
<h2>Requests through the front door</h2>
<table><tr><th>Site<th>Served<th>Failed</tr>${sites.join('')}</table>
<p>Of the tool's own requests, ${api.failed} of ${api.answered + api.failed} failed.</p>
<h2>Clients</h2>
<p>Asked to relocate ${clients.asked}: moved ${clients.moved}, closed at the deadline ${clients.closed}, left ${clients.left}, still there ${clients.remaining}.</p>
<table><tr><th>Probe<th>Clients<th>Longest silence, ms<th>Received<th>Missing<th>Duplicates<th>Out of order<th>Relocations<th>Reconnects</tr>
${probeRow('client library', library)}${probeRow('plain Socket.IO', plain)}</table>
<h2>Parity</h2>
<p>${parity.quotes} quotes, ${parity.candles} candles and ${parity.updates} updates compared at equal <code>seq</code>: ${parity.differences} differences.</p>
<h2>Timeline</h2>
<table><tr><th>After<th>Step<th>What<th></tr>${lines.join('\n')}</table>
<h2>What this does not prove</h2>
<ul>${notProved.map((sentence) => `<li>${escape(sentence)}</li>`).join('')}</ul>
</html>
`;
}

function rows(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, content]) => `<tr><th>${name}</th><td>${content}</td></tr>`).join('');
}

function probeRow(name: string, probe: ProbeCounts): string {
  const { clients, longestSilenceMs, received, missing, duplicates, outOfOrder, relocations, reconnects } = probe;
  const cells = [clients, longestSilenceMs, received, missing, duplicates, outOfOrder, relocations, reconnects];
  return `<tr><td>${name}</td>${cells.map(number).join('')}</tr>`;
}

function number(value: number): string {
  return `<td class="number">${value}</td>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
