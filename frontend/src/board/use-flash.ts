import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

const FLASH_MS = 350;

/**
 * Marks an element for a moment after each count, with `data-flash`. Counts in quick succession are one long mark: nothing
 * flickers. An animation would do the same, and have the browser look at each price in every frame.
 */
export function useFlash(count: number): RefObject<HTMLSpanElement | null> {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null || count === 0) return undefined;
    current.dataset['flash'] = '';
    const end = setTimeout(() => delete current.dataset['flash'], FLASH_MS);
    return () => clearTimeout(end);
  }, [count]);
  return element;
}
