import { useEffect } from 'react';
import type { RefObject } from 'react';
import type { Navigator } from '../route/navigator.ts';

/** Global shortcuts: `/` focuses the search, Esc closes the detail. */
export function useShortcuts(navigator: Navigator, search: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || isInDialog(event.target)) return;
      if (event.key === '/') {
        event.preventDefault();
        search.current?.focus();
        search.current?.select();
      } else if (event.key === 'Escape' && document.querySelector(':popover-open') === null) {
        navigator.go({ symbol: null });
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [navigator, search]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'range';
}

/** A modal dialog has keys of its own. Menus are popovers, which Escape closes without this. */
function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"]:not([popover])') !== null;
}
