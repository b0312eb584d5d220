import { watch } from 'node:fs';
import { join, sep } from 'node:path';

export interface Restartable {
  readonly name: string;
  /** From the root of the repository. */
  readonly entry: string;
  restart(): Promise<void>;
}

const SETTLE_MS = 150;

/** Restarts a service when its code is edited, and every one when what they share is. */
export function restartOnEdit(root: string, services: readonly Restartable[], say: (line: string) => void): Disposable {
  const edited = new Set<Restartable>();
  let settling: NodeJS.Timeout | undefined;
  const watcher = watch(join(root, 'services'), { recursive: true }, (_, path) => {
    if (!path) return;
    for (const service of affected(path, services)) edited.add(service);
    clearTimeout(settling);
    settling = setTimeout(() => void restartAll(), SETTLE_MS);
  });
  const restartAll = async (): Promise<void> => {
    const now = [...edited];
    edited.clear();
    await Promise.all(
      now.map(async (service) => {
        try {
          await service.restart();
          say(`${service.name} restarted`);
        } catch (error) {
          say(error instanceof Error ? error.message : String(error));
        }
      }),
    );
  };
  return {
    [Symbol.dispose]() {
      clearTimeout(settling);
      watcher.close();
    },
  };
}

/** The services that run the file at `path`, which counts from `services/`. */
export function affected<S extends { readonly entry: string }>(path: string, services: readonly S[]): S[] {
  if (!path.endsWith('.ts') || path.endsWith('.test.ts') || path.split(sep).includes('node_modules')) return [];
  const [folder] = path.split(sep);
  return services.filter(({ entry }) => entry.startsWith(folder === 'shared' ? 'services/' : `services/${folder}/`));
}
