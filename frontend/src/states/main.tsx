import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../shell/App.tsx';
import { fixtureDesk } from './fixture-desk.ts';
import { STATES } from './states.ts';
import statesCss from './states.module.css';

const root = document.getElementById('root');
if (root === null) throw new Error('states.html has no #root');

const chosen = new URLSearchParams(window.location.search).get('state') ?? 'live';
const state = STATES[chosen] ?? STATES['live'];
if (state === undefined) throw new Error(`there is no state ${chosen}`);
if (state.hash !== undefined && window.location.hash === '') window.location.replace(state.hash);
const desk = fixtureDesk(state);

createRoot(root).render(
  <StrictMode>
    <div className={statesCss.page}>
      <nav className={statesCss.states} aria-label="States of the board">
        {Object.entries(STATES).map(([id, { name }]) => (
          <a key={id} href={`?state=${id}`} aria-current={id === chosen ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <App desk={desk} />
    </div>
  </StrictMode>,
);
