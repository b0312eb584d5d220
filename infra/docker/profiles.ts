export const PROFILES = ['full', 'light'] as const;
export type Profile = (typeof PROFILES)[number];

/** Why `profile` must not start while these services of the project run; `null` when it may. */
export function otherProfileRuns(running: readonly string[], profile: Profile): string | null {
  const other = profile === 'full' ? 'light' : 'full';
  const broker = running.find((service) => profileOf(service) === other);
  if (broker === undefined) return null;
  return `The profile ${other} runs (${broker}). Take it down first: docker compose --profile '*' down`;
}

/** Of the services that only one of them has: brokers are `SITE-NUMBER` or `SITE-light`. The edge runs beside either. */
function profileOf(service: string): Profile | null {
  if (service.startsWith('edge-')) return null;
  if (service.endsWith('-light')) return 'light';
  return /-\d+$/.test(service) ? 'full' : null;
}
