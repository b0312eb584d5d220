import { useEffect, useRef, useState } from 'react';
import type { Desk } from '../desk.ts';
import { freeName, keep, MAX_LISTS, MAX_NAME, readName, remove } from '../prefs/watchlists.ts';
import { HOME } from '../route/route.ts';
import { useCell } from '../store/use-cell.ts';
import { formatCount } from './format.ts';
import { useNotice } from './use-notice.ts';
import type { Notice } from './use-notice.ts';
import { useWatchlist } from './use-watchlist.ts';
import toolbarCss from './Toolbar.module.css';
import ui from '../ui/ui.module.css';

const FULL: Notice = { text: `Limit of ${MAX_LISTS} lists reached: delete one first` };

/** Tabs for all instruments, each saved watchlist, and a shared one from the address. */
export function Watchlists({ desk }: { readonly desk: Desk }) {
  const { settings, navigator, session } = desk;
  const lists = useCell(settings.watchlists);
  const { list, shared } = useCell(navigator.route);
  const total = useCell(session.directory.listings).length;
  const [naming, setNaming] = useState(false);
  const [notice, notify] = useNotice();
  const create = (text: string) => {
    setNaming(false);
    const name = readName(text);
    if (name === null) return;
    if (!lists.some((other) => other.name === name)) {
      if (lists.length >= MAX_LISTS) {
        notify(FULL);
        return;
      }
      settings.watchlists.set(keep(lists, name));
    }
    navigator.go({ list: name, shared: null });
  };
  const isUnknown = list !== null && shared === null && !lists.some(({ name }) => name === list);
  return (
    <nav className={toolbarCss.lists} aria-label="Watchlists">
      <div className={toolbarCss.tabs}>
        <Tab
          name="All"
          count={total}
          isShown={list === null}
          onShow={() => navigator.go({ list: null, shared: null })}
        />
        {lists.map(({ name, symbols }) => (
          <Tab
            key={name}
            name={name}
            count={symbols.length}
            isShown={list === name && shared === null}
            onShow={() => navigator.go({ list: name, shared: null })}
          />
        ))}
        {shared !== null && <Tab name={`${shared.name} (shared)`} count={shared.symbols.length} isShown />}
        {isUnknown && <Tab name={list} count={0} isShown />}
      </div>
      {naming ? (
        <input
          className={toolbarCss.name}
          aria-label="Name of the new watchlist"
          placeholder="Name"
          maxLength={MAX_NAME}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the user has just requested it
          autoFocus
          onBlur={({ target }) => create(target.value)}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Escape') currentTarget.value = '';
            if (key === 'Enter' || key === 'Escape') currentTarget.blur();
          }}
        />
      ) : (
        <button type="button" className={ui.tab} aria-label="New watchlist" onClick={() => setNaming(true)}>
          +
        </button>
      )}
      <ListActions desk={desk} notify={notify} />
      <span className={ui.note} role="status" data-testid="notice">
        {notice?.text}
      </span>
      {notice?.undo !== undefined && (
        <button
          type="button"
          className={ui.link}
          onClick={() => {
            notice.undo?.();
            notify(null);
          }}
        >
          Undo
        </button>
      )}
    </nav>
  );
}

interface TabProps {
  readonly name: string;
  readonly count: number;
  readonly isShown: boolean;
  readonly onShow?: () => void;
}

function Tab({ name, count, isShown, onShow }: TabProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isShown) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isShown]);
  return (
    <button ref={button} type="button" className={ui.tab} aria-current={isShown ? 'page' : undefined} onClick={onShow}>
      {name} <span className={ui.tabCount}>{formatCount(count)}</span>
    </button>
  );
}

interface ListActionsProps {
  readonly desk: Desk;
  readonly notify: (notice: Notice) => void;
}

/** The actions for the list that is shown. */
function ListActions({ desk: { settings, navigator, session }, notify }: ListActionsProps) {
  const shown = useWatchlist(settings, navigator);
  const { shared } = useCell(navigator.route);
  const listed = useCell(session.instruments.listed);
  const listings = useCell(session.directory.listings);
  if (shown === null) return null;
  const known = new Set(listings.map(({ symbol }) => symbol));
  const unlisted = listed === 'listed' ? shown.symbols.filter((symbol) => !known.has(symbol)) : [];
  const share = async () => {
    const address = navigator.addressOf({ ...HOME, list: shown.name, shared: shown });
    try {
      await navigator.copy(address);
      notify({ text: 'Link copied' });
    } catch {
      // No permission to use the clipboard: put the link into the address bar.
      navigator.go({ shared: shown });
      notify({ text: 'Copy the link from the address bar' });
    }
  };
  const dropList = () => {
    const [lists, starred] = [settings.watchlists.get(), settings.starred.get()];
    settings.watchlists.set(remove(lists, shown.name));
    settings.starred.set(null);
    navigator.go({ list: null, shared: null });
    notify({
      text: `“${shown.name}” deleted`,
      undo: () => {
        settings.watchlists.set(lists);
        settings.starred.set(starred);
        navigator.go({ list: shown.name, shared: null });
      },
    });
  };
  const keepShared = () => {
    const lists = settings.watchlists.get();
    if (lists.length >= MAX_LISTS) {
      notify(FULL);
      return;
    }
    const name = freeName(lists, shown.name);
    settings.watchlists.set(keep(lists, name, shown.symbols));
    navigator.go({ list: name, shared: null });
    if (name !== shown.name) notify({ text: `Saved as “${name}”: the name was taken` });
  };
  return (
    <>
      {shared === null ? (
        <>
          <button type="button" className={ui.link} onClick={() => void share()}>
            Share
          </button>
          <button type="button" className={ui.link} onClick={dropList}>
            Delete
          </button>
        </>
      ) : (
        <button type="button" className={ui.link} onClick={keepShared}>
          Save list
        </button>
      )}
      {unlisted.length > 0 && unlisted.length < shown.symbols.length && (
        <span className={ui.note} title={unlisted.join(', ')}>
          {formatCount(unlisted.length)} of {formatCount(shown.symbols.length)} not listed here
        </span>
      )}
    </>
  );
}
