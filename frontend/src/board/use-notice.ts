import { useCallback, useEffect, useState } from 'react';

/** A message about a completed action, with its undo where there is one. */
export interface Notice {
  readonly text: string;
  readonly undo?: () => void;
}

/** Long enough to read a notice and to undo the action. */
const SHOWN_FOR_MS = 12_000;

/** The latest notice, shown for a while. */
export function useNotice(): readonly [Notice | null, (notice: Notice | null) => void] {
  const [notice, setNotice] = useState<Notice | null>(null);
  useEffect(() => {
    if (notice === null) return undefined;
    const end = setTimeout(() => setNotice(null), SHOWN_FOR_MS);
    return () => clearTimeout(end);
  }, [notice]);
  return [notice, useCallback((next: Notice | null) => setNotice(next), [])];
}
