import { memo } from 'react';
import type { RefObject } from 'react';
import type { Desk } from '../desk.ts';
import type { Listing } from '../store/directory.ts';
import { ApiNote } from './ApiNote.tsx';
import { ColumnsMenu } from './ColumnsMenu.tsx';
import { RateMenu } from './RateMenu.tsx';
import { Search } from './Search.tsx';
import { SortNote } from './SortNote.tsx';
import { Watchlists } from './Watchlists.tsx';
import toolbarCss from './Toolbar.module.css';

interface ToolbarProps {
  readonly desk: Desk;
  readonly rows: readonly Listing[];
  readonly query: string;
  readonly search: RefObject<HTMLInputElement | null>;
}

export const Toolbar = memo(function Toolbar({ desk, rows, query, search }: ToolbarProps) {
  return (
    <section className={toolbarCss.toolbar} aria-label="Display options">
      <Watchlists desk={desk} />
      <ApiNote desk={desk} />
      <SortNote ranking={desk.ranking} />
      <div className={toolbarCss.end}>
        <Search
          query={query}
          found={rows.length}
          onQuery={(text) => desk.navigator.pass({ query: text })}
          search={search}
        />
        <RateMenu session={desk.session} />
        <ColumnsMenu columns={desk.settings.columns} />
      </div>
    </section>
  );
});
