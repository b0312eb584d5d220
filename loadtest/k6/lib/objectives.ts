import type { FaultAction } from './fault-injector.ts';

/** The service-level objectives of docs/slo.md, as k6 thresholds. */

/** Every client observed these moments. For runs of a single k6, since only those can inject faults. */
export function everyClient(clients: number, moments: readonly string[]) {
  return Object.fromEntries(moments.map((moment) => [`moments{moment:${moment}}`, [`count==${clients}`]]));
}

/**
 * Every quote is accounted for, by every client: each of them that began had a snapshot, and ended. A rate, so that it holds for each part of a run that is divided among several k6 too.
 */
export const ACCOUNTED = {
  quotes_missing: ['count==0'],
  quotes_duplicates: ['count==0'],
  quotes_out_of_order: ['count==0'],
  quotes_unexplained: ['count==0'],
  client_errors: ['count==0'],
  clients_begun: ['count>0'],
  clients_accounted: ['rate==1'],
};

/** No client loses its connection, where nothing is restarted. */
export const STAYED = { disconnects: ['count==0'] };

/** The age of quotes on arrival, and the time to the snapshot. */
export const LIVE = {
  quote_age: ['p(50)<150', 'p(99)<1000'],
  snapshot_time: ['p(99)<2000'],
};

/** What clients observe of a cut: stale soon, never fresh during it, fresh soon after. */
export const CUT = {
  stale_seen: ['max<3000'],
  fresh_while_cut: ['count==0'],
  fresh_again: ['p(95)<2000', 'max<3000'],
  complete_again: ['max<10000'],
};

/** REST, also by kind of request. */
export const REST = {
  http_req_failed: ['rate==0'],
  http_req_duration: ['p(50)<50', 'p(95)<250', 'p(99)<1000'],
  ...Object.fromEntries(
    ['quote', 'watchlist', 'history', 'candles', 'status'].map((name) => [
      `http_req_duration{name:${name}}`,
      ['p(99)<1000'],
    ]),
  ),
  dropped_iterations: ['count==0'],
};

/** All checks pass. */
export const CHECKED = { checks: ['rate==1'] };

/**
 * Services moved there and back under load: both sites served, every client moved with them, no request failed, and no client lost a connection in another way than a plain
 * one at the deadline.
 */
export function migrated(hasRelocating: boolean) {
  return {
    'http_req_failed{scenario:requests}': ['rate==0'],
    'served{site:onprem,what:request}': ['count>0'],
    'served{site:cloud,what:request}': ['count>0'],
    moved_there_and_back: ['rate==1'],
    clients_closed: ['count>0'],
    ...(hasRelocating && { clients_relocated: ['count>0'] }),
    connections_lost: ['count==0'],
    steps_back: ['count==0'],
  };
}

/** The longest time without a quote or a snapshot while services move. */
export const SILENCE = {
  silence_relocating: ['p(99)<=250'],
  silence_plain: ['p(99)<=2000'],
};

/** All clients reconnect. */
export const RECONNECT = {
  fresh_again: ['min>=0', 'p(95)<5000', 'max<10000'],
  ...Object.fromEntries(Array.from({ length: 30 }, (_, second) => [`reconnects{second:${second}}`, ['count>=0']])),
};

/** More clients than this and quotes come too late: the run ends there. */
export const BREAKPOINT = {
  quote_age: [{ threshold: 'p(95)<1000', abortOnFail: true, delayAbortEval: '10s' }],
};

/** Each of these was performed once: a fault that was not injected shows nothing. */
export function wasInjected(actions: readonly FaultAction[]) {
  return Object.fromEntries(actions.map((action) => [`fault_actions{action:${action}}`, ['count==1']]));
}

/** Shows a metric by phase of the run; the verdict compares them. */
export function phased(measure: string, phases: readonly string[]) {
  return Object.fromEntries(phases.map((phase) => [`${measure}{phase:${phase}}`, ['p(99)<1000']]));
}

/** The board in a browser. */
export const PAGE = {
  pages: ['count==1'],
  first_quote: ['max<3000'],
  frame_gap: ['p(95)<50'],
};
