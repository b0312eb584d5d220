import type { RefObject } from 'react';
import { formatCount } from './format.ts';
import { focusGrid } from './grid-focus.ts';

interface SearchProps {
  readonly query: string;
  readonly found: number;
  readonly onQuery: (query: string) => void;
  readonly search: RefObject<HTMLInputElement | null>;
}

export function Search({ query, found, onQuery, search }: SearchProps) {
  return (
    <div className="search">
      <input
        ref={search}
        type="search"
        className="search-input"
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
        <kbd className="search-key" aria-hidden="true">
          /
        </kbd>
      ) : (
        <span className="search-key" role="status">
          {formatCount(found)}
        </span>
      )}
    </div>
  );
}
