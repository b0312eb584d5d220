/** What the ways to a nats-server work with. All of it can be replaced, so that tests leave the network alone. */
export interface Ways {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a nats-server that was fetched or built is kept. */
  readonly cacheDir: string;
  /** Where the official releases are. */
  readonly releases: string;
  /** How long a server may be silent, in milliseconds: a machine without internet has to get past this quickly. */
  readonly patience: number;
  /** The Go command. */
  readonly go: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Told, line by line, what is being done and what was refused. */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A way that can't be gone: one line that says why. The next way is tried. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

export type Way = (ways: Ways) => Promise<string>;

export function executable(name: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? `${name}.exe` : name;
}
