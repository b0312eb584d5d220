/** Where each page is. The front door serves `index.html` there. */
export const PAGE_PATHS = { board: '/', control: '/control' } as const;
export type PageName = keyof typeof PAGE_PATHS;

/** The page at a path. Everything else is the board. */
export function pageAt(pathname: string): PageName {
  return pathname.replace(/\/+$/, '') === PAGE_PATHS.control ? 'control' : 'board';
}
