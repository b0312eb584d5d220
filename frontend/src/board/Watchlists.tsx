import { useState } from 'react';
import type { Desk } from '../desk.ts';
import { keep, MAX_NAME, readName, remove } from '../prefs/watchlists.ts';
import { HOME } from '../route/route.ts';
import { useCell } from '../store/use-cell.ts';
import { formatCount } from './format.ts';
import { useWatchlist } from './use-watchlist.ts';

/** All instruments, each list that was made, and the one that came with the address. */
export function Watchlists({ desk }: { readonly desk: Desk }) {
  const { settings, navigator, session } = desk;
  const lists = useCell(settings.watchlists);
  const { list, shared } = useCell(navigator.route);
  const total = useCell(session.directory.listings).length;
  const [naming, setNaming] = useState(false);
  const create = (text: string) => {
    setNaming(false);
    const name = readName(text);
    if (name === null) return;
    if (!lists.some((other) => other.name === name)) settings.watchlists.set(keep(lists, name));
    navigator.go({ list: name, shared: null });
  };
  const isUnknown = list !== null && shared === null && !lists.some(({ name }) => name === list);
  return (
    <nav className="lists" aria-label="Watchlists">
      <Tab name="All" count={total} isShown={list === null} onShow={() => navigator.go({ list: null, shared: null })} />
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
      {naming ? (
        <input
          className="lists-name"
          aria-label="Name of the new watchlist"
          placeholder="Name"
          maxLength={MAX_NAME}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it has just been asked for
          autoFocus
          onBlur={({ target }) => create(target.value)}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Escape') currentTarget.value = '';
            if (key === 'Enter' || key === 'Escape') currentTarget.blur();
          }}
        />
      ) : (
        <button type="button" className="tab" aria-label="New watchlist" onClick={() => setNaming(true)}>
          +
        </button>
      )}
      <ListActions desk={desk} />
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
  return (
    <button type="button" className="tab" aria-current={isShown ? 'page' : undefined} onClick={onShow}>
      {name} <span className="tab-count">{formatCount(count)}</span>
    </button>
  );
}

/** What can be done with the list that is shown. */
function ListActions({ desk: { settings, navigator } }: { readonly desk: Desk }) {
  const shown = useWatchlist(settings, navigator);
  const { shared } = useCell(navigator.route);
  const [told, setTold] = useState('');
  if (shown === null) return null;
  const share = async () => {
    const address = navigator.addressOf({ ...HOME, list: shown.name, shared: shown });
    try {
      await navigator.copy(address);
      setTold('Address copied');
    } catch {
      // Without leave to use the clipboard, the address line has it.
      navigator.go({ shared: shown });
      setTold('Copy the address of this page');
    }
  };
  return (
    <>
      {shared === null ? (
        <>
          <button type="button" className="link" onClick={() => void share()}>
            Share
          </button>
          <button
            type="button"
            className="link"
            onClick={() => {
              settings.watchlists.set(remove(settings.watchlists.get(), shown.name));
              settings.starred.set(null);
              navigator.go({ list: null, shared: null });
            }}
          >
            Delete
          </button>
        </>
      ) : (
        <button
          type="button"
          className="link"
          onClick={() => {
            settings.watchlists.set(keep(settings.watchlists.get(), shared.name, shared.symbols));
            navigator.go({ shared: null });
          }}
        >
          Keep this list
        </button>
      )}
      <span className="note" role="status">
        {told}
      </span>
    </>
  );
}
