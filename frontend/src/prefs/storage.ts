const PREFIX = 'quotebridge.';

/** Reads a setting; `null` when there is none, or this browser keeps none. */
export function load(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null');
  } catch {
    return null;
  }
}

/** Tells when another tab of this browser has changed a setting. */
export function follow(name: string, listener: () => void): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === PREFIX + name) listener();
  });
}

/** Keeps a setting for the next visit, where this browser lets it. */
export function save(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A private window, or a full one: the setting holds until the page is left.
  }
}
