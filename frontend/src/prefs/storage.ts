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
