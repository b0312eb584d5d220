import { useCallback, useEffect, useState } from 'react';

/** Something that was done, and how it is undone where it can be. */
export interface Told {
  readonly text: string;
  readonly undo?: () => void;
}

/** Time to read it and to change one's mind. */
const TOLD_FOR_MS = 12_000;

/** What was done last: it is told for a while. */
export function useTold(): readonly [Told | null, (told: Told | null) => void] {
  const [told, setTold] = useState<Told | null>(null);
  useEffect(() => {
    if (told === null) return undefined;
    const end = setTimeout(() => setTold(null), TOLD_FOR_MS);
    return () => clearTimeout(end);
  }, [told]);
  return [told, useCallback((next: Told | null) => setTold(next), [])];
}
