import { useEffect, useRef } from 'react';

/** False where the detail has taken the table's place. */
export function isGridShown(): boolean {
  return document.querySelector('[role="grid"]')?.checkVisibility() === true;
}

/** From the table the arrow keys go through the rows. */
export function focusGrid(): void {
  document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
}

/** Gives the keyboard back to the table when the detail, which may have had it, is closed. */
export function useFocusBack(open: string | null): void {
  const before = useRef(open);
  useEffect(() => {
    const isClosed = before.current !== null && open === null;
    before.current = open;
    if (isClosed && document.activeElement === document.body) focusGrid();
  }, [open]);
}
