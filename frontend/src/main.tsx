import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/App.tsx';
import { openDesk } from './open-desk.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const desk = openDesk(window.location.origin);

createRoot(root).render(
  <StrictMode>
    <App desk={desk} />
  </StrictMode>,
);
