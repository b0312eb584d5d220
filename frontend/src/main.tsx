import { awakeClock } from '@quotebridge/client';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Board } from './board/Board.tsx';
import { exposeDiagnostics } from './diagnostics.ts';
import { Session } from './store/session.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const session = new Session({
  origin: window.location.origin,
  schedule: (flush) => requestAnimationFrame(flush),
  now: awakeClock(
    () => performance.now(),
    () => Date.now(),
  ),
});
exposeDiagnostics(session);
document.addEventListener('visibilitychange', () => session.refresh());

createRoot(root).render(
  <StrictMode>
    <Board session={session} />
  </StrictMode>,
);
