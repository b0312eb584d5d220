import { RATES } from '../store/delivery.ts';
import { bytesSavedPerSecond, conflatedShare } from '../store/figures.ts';
import type { BoardSession } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';
import { formatBytes, formatCount, formatShare } from './format.ts';
import menuCss from './Menu.module.css';
import ui from '../ui/ui.module.css';

/** Sets the maximum update rate and shows what conflation saves. */
export function RateMenu({ session }: { readonly session: BoardSession }) {
  const delivery = useCell(session.delivery);
  const { every, maxRate } = delivery;
  return (
    <>
      <button type="button" className={ui.button} popoverTarget="rate" data-testid="rate">
        {every ? 'Every quote' : `${maxRate}/s`}
      </button>
      <div id="rate" popover="auto" className={menuCss.menu} role="dialog" aria-label="Update rate">
        <fieldset className={menuCss.choices}>
          <legend>Update rate</legend>
          <label className={menuCss.choice}>
            <input
              type="radio"
              name="mode"
              checked={!every}
              onChange={() => session.choose({ ...delivery, every: false })}
            />
            Latest prices, up to {maxRate} updates/s
          </label>
          <input
            type="range"
            className={menuCss.range}
            aria-label="Updates per second"
            min={RATES.min}
            max={RATES.max}
            value={maxRate}
            disabled={every}
            onChange={({ target }) => session.choose({ every: false, maxRate: target.valueAsNumber })}
          />
          <label className={menuCss.choice}>
            <input
              type="radio"
              name="mode"
              checked={every}
              onChange={() => session.choose({ ...delivery, every: true })}
            />
            Every quote, without conflation
          </label>
        </fieldset>
        <Savings figures={session.figures} />
      </div>
    </>
  );
}

function Savings({ figures }: { readonly figures: BoardSession['figures'] }) {
  const { savings, subscribed } = useCell(figures);
  const share = conflatedShare(savings);
  const saved = bytesSavedPerSecond(savings);
  return (
    <>
      <dl className={menuCss.savings} data-testid="savings">
        <dt>Delivered</dt>
        <dd>{formatCount(savings.deliveriesPerSecond)} quotes/s</dd>
        <dt>Network</dt>
        <dd>{formatBytes(savings.bytesPerSecond)}/s</dd>
        <dt>Conflated</dt>
        <dd>{formatCount(savings.conflatedPerSecond)} quotes/s</dd>
        <dt>Saved (estimate)</dt>
        <dd>
          {formatBytes(saved)}/s{share === null ? '' : `, ${formatShare(share)} of quotes`}
        </dd>
      </dl>
      <p className={menuCss.note}>
        Last second, {formatCount(subscribed)} symbols on the screen. The gateway counts every conflated quote, so a
        lost one would show as missing.
      </p>
    </>
  );
}
