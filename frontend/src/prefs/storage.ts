const PREFIX = 'quotebridge.';

/** Reads a setting; `null` when there is none or the browser blocks storage. */
export function load(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null');
  } catch {
    return null;
  }
}

/** Calls back when another tab of this browser has changed a setting. */
export function follow(name: string, listener: () => void): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === PREFIX + name) listener();
  });
}

/** Stores a setting for the next visit, if the browser allows it. */
export function save(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is blocked or full: the setting lasts as long as the page.
  }
}

/** What a tab keeps until it is closed. */
export interface TabStorage {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
}

/** In `sessionStorage`; where the browser blocks that, for as long as the page. */
export function openTabStorage(): TabStorage {
  const kept = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): T | null => {
    try {
      return use(sessionStorage);
    } catch {
      return null;
    }
  };
  return {
    get: (name) => kept.get(name) ?? attempt((storage) => storage.getItem(PREFIX + name)),
    set(name, value) {
      kept.set(name, value);
      attempt((storage) => storage.setItem(PREFIX + name, value));
    },
    remove(name) {
      kept.delete(name);
      attempt((storage) => storage.removeItem(PREFIX + name));
    },
  };
}
