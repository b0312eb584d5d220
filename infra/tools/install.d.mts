interface Packages {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly optional?: boolean; readonly link?: boolean }>
  >;
}

export const root: string;
export function refuseNode(version: string): string | undefined;
export function isInstalled(lockfile: Packages, installed: Packages): boolean;
export function lock(file: string, onWait: (holder: number) => void): Promise<() => void>;
export function installAndRun(file: string, args?: readonly string[]): Promise<void>;
