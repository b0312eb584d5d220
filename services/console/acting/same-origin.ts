import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a state-changing request comes from a page of this origin, or from no page at all: a browser sends `Origin` with each POST, and `Sec-Fetch-Site`
 * wherever it trusts the origin. Pure.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin === undefined) return true;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === normalHost(host, origin);
}

/** Without the port that is the default of the origin's scheme, as `URL.host` has it. */
function normalHost(host: string, origin: string): string | null {
  const url = `${new URL(origin).protocol}//${host}`;
  return URL.canParse(url) ? new URL(url).host : null;
}
