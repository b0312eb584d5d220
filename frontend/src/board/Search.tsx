import type { RefObject } from 'react';
import { formatCount } from './format.ts';
import { focusGrid } from './grid-focus.ts';
import toolbarCss from './Toolbar.module.css';

interface SearchProps {
  readonly query: string;
  readonly found: number;
  readonly onQuery: (query: string) => void;
  readonly search: RefObject<HTMLInputElement | null>;
}

export function Search({ query, found, onQuery, search }: SearchProps) {
  return (
    <div className={toolbarCss.search}>
      <input
        ref={search}
        type="search"
        className={toolbarCss.input}
        placeholder="Search"
        aria-label="Search symbols and names"
        aria-keyshortcuts="/"
        value={query}
        onChange={({ target }) => onQuery(target.value)}
        onKeyDown={({ key, currentTarget }) => {
          if (key !== 'Escape' && key !== 'Enter') return;
          if (key === 'Escape') onQuery('');
          currentTarget.blur();
          focusGrid();
        }}
      />
      {query === '' ? (
        <kbd className={toolbarCss.key} aria-hidden="true">
          /
        </kbd>
      ) : (
        <span className={toolbarCss.key} role="status">
          {formatCount(found)}
        </span>
      )}
    </div>
  );
}
