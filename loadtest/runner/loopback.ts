const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export class ForeignHostError extends Error {
  override readonly name = 'ForeignHostError';
}

/** Load goes to this machine and nowhere else. The address without its last slash; throws `ForeignHostError`. */
export function loopbackUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new ForeignHostError(`--url ${text} is no http address`);
  if (!LOOPBACK.test(url.hostname))
    throw new ForeignHostError(
      `--url ${text}: load goes to this machine alone; allowed are localhost, 127.0.0.1 and [::1]`,
    );
  return url.href.replace(/\/$/, '');
}
