import type { MouseEvent } from 'react';
import { PAGE_PATHS } from '../route/page-name.ts';
import type { PageName } from '../route/page-name.ts';
import type { Navigator } from '../route/navigator.ts';
import { useCell } from '../store/use-cell.ts';
import ui from '../ui/ui.module.css';
import navCss from './Nav.module.css';

const NAMES: Record<PageName, string> = { board: 'Board', control: 'Control' };
const PAGES = Object.keys(NAMES) as PageName[];

/** Between the pages: real links, which a plain click follows without loading. */
export function Nav({ navigator }: { readonly navigator: Pick<Navigator, 'page' | 'show'> }) {
  const shown = useCell(navigator.page);
  const follow = (event: MouseEvent, page: PageName): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigator.show(page);
  };
  return (
    <nav className={navCss.nav} aria-label="Pages">
      {PAGES.map((page) => (
        <a
          key={page}
          href={PAGE_PATHS[page]}
          className={`${ui.tab} ${navCss.link}`}
          aria-current={page === shown ? 'page' : undefined}
          onClick={(event) => follow(event, page)}
        >
          {NAMES[page]}
        </a>
      ))}
      <a href="/docs" className={`${ui.tab} ${navCss.link}`}>
        API
      </a>
    </nav>
  );
}
