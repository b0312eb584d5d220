import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

/** The width of an element's content box, in pixels. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const read = () => {
      const { paddingLeft, paddingRight } = getComputedStyle(target);
      setWidth(target.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight));
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
