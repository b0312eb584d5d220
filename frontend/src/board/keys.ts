interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The row that a key moves to, from the row at `at` (−1: none); `null` for a key that does not move. */
export function moveOf({ key, ctrlKey, metaKey, altKey }: Key, at: number, rows: number, page: number): number | null {
  if (rows === 0 || ctrlKey || metaKey || altKey) return null;
  const within = (index: number) => Math.min(rows - 1, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return within(at + 1);
    case 'ArrowUp':
    case 'k':
      return within(at - 1);
    case 'PageDown':
      return within(at + page);
    case 'PageUp':
      return within(at - page);
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return null;
  }
}

/** The column that a key moves to, from the one at `at` (−1: the row itself); `null` for a key that does not move sideways. */
export function moveAcross({ key, ctrlKey, metaKey, altKey }: Key, at: number, columns: number): number | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === 'ArrowRight') return Math.min(columns - 1, at + 1);
  return key === 'ArrowLeft' ? Math.max(-1, at - 1) : null;
}
