import type { Desk } from '../desk.ts';
import { Banner } from '../board/Banner.tsx';
import { Strip } from '../hybrid/Strip.tsx';
import { Nav } from '../shell/Nav.tsx';
import { useCell } from '../store/use-cell.ts';
import { useSubscription } from './use-subscription.ts';
import { Actions } from './Actions.tsx';
import { historyOf } from './history.ts';
import { LedgerTable } from './LedgerTable.tsx';
import { Receipts } from './Receipts.tsx';
import { TimeStrips } from './TimeStrips.tsx';
import { Topology } from './Topology.tsx';
import { TopologyTable } from './TopologyTable.tsx';
import '../ui/tokens.css';
import '../ui/base.css';
import controlCss from './Control.module.css';

/** Both sites on one page: what runs, what can be done, and where every quote is. */
export default function Control({ desk }: { readonly desk: Desk }) {
  const state = useCell(desk.hybrid.state);
  useSubscription(desk);
  return (
    <div className={controlCss.page} data-testid="control">
      <Banner desk={desk} />
      <Nav navigator={desk.navigator} />
      <Strip desk={desk} />
      <main className={controlCss.main}>
        {state === null ? (
          <p className={controlCss.empty}>
            The console does not answer, or this demo runs without one. <code>npm start</code> runs it.
          </p>
        ) : (
          <>
            <section className={controlCss.wide} aria-labelledby="topology-title">
              <h2 id="topology-title">Topology</h2>
              <Topology state={state} />
              <TopologyTable state={state} />
            </section>
            <section className={controlCss.panel} aria-labelledby="actions-title">
              <h2 id="actions-title">Actions</h2>
              <Actions desk={desk} state={state} />
            </section>
            <section className={controlCss.panel} aria-labelledby="strips-title">
              <h2 id="strips-title">Last 5 minutes</h2>
              <TimeStrips history={historyOf(desk.hybrid)} />
            </section>
            <section className={controlCss.wide} aria-labelledby="ledger-title">
              <h2 id="ledger-title">Ledger</h2>
              <LedgerTable desk={desk} state={state} />
            </section>
            <section className={controlCss.wide} aria-labelledby="receipts-title">
              <h2 id="receipts-title">Receipts</h2>
              <Receipts desk={desk} newest={state.receipts[0]?.number ?? 0} />
            </section>
          </>
        )}
      </main>
    </div>
  );
}
