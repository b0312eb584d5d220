import type { Settings } from '../prefs/settings.ts';
import { useCell } from '../store/use-cell.ts';
import { COLUMN_IDS, COLUMNS, readColumns } from './columns.ts';
import type { ColumnId } from './columns.ts';
import menuCss from './Menu.module.css';
import ui from '../ui/ui.module.css';

export function ColumnsMenu({ columns }: { readonly columns: Settings['columns'] }) {
  const chosen = useCell(columns);
  const change = (id: ColumnId, isShown: boolean) => {
    columns.set(readColumns(isShown ? [...chosen, id] : chosen.filter((other) => other !== id)));
  };
  return (
    <>
      <button type="button" className={ui.button} popoverTarget="columns">
        Columns
      </button>
      <div id="columns" popover="auto" className={menuCss.menu} role="dialog" aria-label="Columns">
        <fieldset className={menuCss.choices}>
          <legend>Columns</legend>
          {COLUMN_IDS.map((id) => (
            <label key={id} className={menuCss.choice} title={COLUMNS[id].hint}>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                disabled={id === 'symbol'}
                onChange={({ target }) => change(id, target.checked)}
              />
              {COLUMNS[id].title}
            </label>
          ))}
        </fieldset>
        <p className={menuCss.note}>Where there is no room, the less important ones are left out.</p>
        <button type="button" className={ui.link} onClick={() => columns.set(COLUMN_IDS)}>
          Show all
        </button>
      </div>
    </>
  );
}
