/** The environment of the sources of a nats-server. All of it can be replaced, so that tests need no network. */
export interface SourceContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a nats-server that was fetched or built is kept. */
  readonly cacheDir: string;
  /** Where the official releases are. */
  readonly releases: string;
  /** How long a server may be silent, in milliseconds: a machine without internet must not wait long. */
  readonly patience: number;
  /** The Go command. */
  readonly go: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Called with a line for each step and each failed source. */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A source that has no usable nats-server. The message is one line; the next source is tried. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

export type Source = (context: SourceContext) => Promise<string>;

export function executable(name: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? `${name}.exe` : name;
}
