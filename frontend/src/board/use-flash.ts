import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

const FLASH_MS = 350;

/**
 * Sets `data-flash` on an element for a moment after each count. Counts in quick succession prolong one flash, so nothing
 * flickers. A CSS animation would look the same but make the browser process every price in every frame.
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
