import { useCallback, useEffect, useState } from 'react';

/** Something that was done, and how it is undone where it can be. */
export interface Notice {
  readonly text: string;
  readonly undo?: () => void;
}

/** Time to read it and to change one's mind. */
const SHOWN_FOR_MS = 12_000;

/** What was done last: it is shown for a while. */
export function useNotice(): readonly [Notice | null, (notice: Notice | null) => void] {
  const [notice, setNotice] = useState<Notice | null>(null);
  useEffect(() => {
    if (notice === null) return undefined;
    const end = setTimeout(() => setNotice(null), SHOWN_FOR_MS);
    return () => clearTimeout(end);
  }, [notice]);
  return [notice, useCallback((next: Notice | null) => setNotice(next), [])];
}
