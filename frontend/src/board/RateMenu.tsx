import { RATES } from '../store/delivery.ts';
import { bytesSavedPerSecond, conflatedShare } from '../store/figures.ts';
import type { BoardSession } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';
import { formatBytes, formatCount, formatShare } from './format.ts';
import menuCss from './Menu.module.css';
import ui from '../ui/ui.module.css';

/** How often this board gets prices, and what that saves. */
export function RateMenu({ session }: { readonly session: BoardSession }) {
  const delivery = useCell(session.delivery);
  const { every, maxRate } = delivery;
  return (
    <>
      <button type="button" className={ui.button} popoverTarget="rate" data-testid="rate">
        {every ? 'Every quote' : `${maxRate}/s`}
      </button>
      <div id="rate" popover="auto" className={menuCss.menu} role="dialog" aria-label="Rate of updates">
        <fieldset className={menuCss.choices}>
          <legend>Updates</legend>
          <label className={menuCss.choice}>
            <input
              type="radio"
              name="mode"
              checked={!every}
              onChange={() => session.choose({ ...delivery, every: false })}
            />
            The newest prices, at most {maxRate} times a second
          </label>
          <input
            type="range"
            className={menuCss.range}
            aria-label="Updates a second"
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
            Every quote of the stream, none conflated
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
        <dt>Over the wire</dt>
        <dd>{formatBytes(savings.bytesPerSecond)}/s</dd>
        <dt>Conflated</dt>
        <dd>{formatCount(savings.conflatedPerSecond)} quotes/s</dd>
        <dt>Saved, about</dt>
        <dd>
          {formatBytes(saved)}/s{share === null ? '' : `, ${formatShare(share)} of quotes`}
        </dd>
      </dl>
      <p className={menuCss.note}>
        In the last second, for the {formatCount(subscribed)} symbols on the screen. Conflated quotes are counted by the
        gateway: none is lost.
      </p>
    </>
  );
}
