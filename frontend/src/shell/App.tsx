import { lazy, Suspense } from 'react';
import { Board } from '../board/Board.tsx';
import type { Desk } from '../desk.ts';
import { useCell } from '../store/use-cell.ts';

/** Loaded on demand: the board does not need it. */
const Control = lazy(() => import('../control/Control.tsx'));

/** The page that the address names. Both share one session: going from one to the other loses no quote. */
export function App({ desk }: { readonly desk: Desk }) {
  if (useCell(desk.navigator.page) === 'board') return <Board desk={desk} />;
  return (
    <Suspense fallback={<main aria-busy="true" />}>
      <Control desk={desk} />
    </Suspense>
  );
}
