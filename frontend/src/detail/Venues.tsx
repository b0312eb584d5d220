import { useQuery } from '@tanstack/react-query';
import { formatPrice, formatSize, formatTime } from '../board/format.ts';
import type { Desk } from '../desk.ts';
import { siteLabel } from '../hybrid/strip-text.ts';
import { tapeQuery } from './tape.ts';
import detailCss from './Detail.module.css';
import ui from '../ui/ui.module.css';

interface VenuesProps {
  readonly desk: Desk;
  readonly symbol: string;
  readonly tickSize: string | undefined;
}

/** The newest quote of each venue, with the best prices marked. Nothing at a site that has no stream of all venues. */
export function Venues({ desk, symbol, tickSize }: VenuesProps) {
  const { data: tape } = useQuery(tapeQuery(desk, symbol), desk.queries);
  if (tape === undefined || tape === null) return null;
  const { venues, best } = tape;
  return (
    <section className={detailCss.part} aria-label="Venues" data-testid="venues">
      <div className={detailCss.partHead}>
        <h3>Venues</h3>
        <span className={ui.soft}>
          best bid {siteLabel(best.bid)}, best ask {siteLabel(best.ask)}
        </span>
      </div>
      <table className={detailCss.latest}>
        <thead>
          <tr>
            <th scope="col">Venue</th>
            <th scope="col">Bid</th>
            <th scope="col">Ask</th>
            <th scope="col">Published</th>
          </tr>
        </thead>
        <tbody>
          {venues.map(({ venue, quote }) => (
            <tr key={venue} data-venue={venue}>
              <td>{siteLabel(venue)}</td>
              <td>
                <span className={ui.soft}>{formatSize(quote.bidSize)} ×</span>{' '}
                <Price text={formatPrice(quote.bid, tickSize)} isBest={venue === best.bid} />
              </td>
              <td>
                <Price text={formatPrice(quote.ask, tickSize)} isBest={venue === best.ask} />{' '}
                <span className={ui.soft}>× {formatSize(quote.askSize)}</span>
              </td>
              <td>{formatTime(quote.published)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Price({ text, isBest }: { readonly text: string; readonly isBest: boolean }) {
  return isBest ? <strong>{text}</strong> : text;
}
