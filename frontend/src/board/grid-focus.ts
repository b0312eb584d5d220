import { useEffect, useRef } from 'react';

/** False when the detail replaces the table. */
export function isGridShown(): boolean {
  return document.querySelector('[role="grid"]')?.checkVisibility() === true;
}

/** Focuses the grid, so that the arrow keys move through the rows. */
export function focusGrid(): void {
  document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
}

/** Returns the focus to the table when the detail closes and nothing else has it. */
export function useFocusBack(open: string | null): void {
  const before = useRef(open);
  useEffect(() => {
    const isClosed = before.current !== null && open === null;
    before.current = open;
    if (isClosed && document.activeElement === document.body) focusGrid();
  }, [open]);
}
