/** A stream that is copied, with its sequence numbers, from one site to another. */
export interface Bridge {
  readonly stream: string;
  readonly from: string;
  readonly to: string;
}

/** What is bridged. A stream that no bridge brings to a site is made there: that site is its origin. */
export const BRIDGES: readonly Bridge[] = [
  { stream: 'QUOTES', from: 'onprem', to: 'cloud' },
  { stream: 'INSTRUMENTS', from: 'onprem', to: 'cloud' },
];

/** The value of the bridge service's environment variable BRIDGES. */
export function bridgesText(bridges: readonly Bridge[]): string {
  return bridges.map(({ stream, from, to }) => `${stream}:${from}>${to}`).join(',');
}
