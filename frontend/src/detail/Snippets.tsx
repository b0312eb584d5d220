import { useState } from 'react';
import type { Desk } from '../desk.ts';
import { snippetsFor } from './snippets.ts';
import detailCss from './Detail.module.css';
import ui from '../ui/ui.module.css';
import { join } from '../ui/join.ts';

export function Snippets({ desk: { session, navigator }, symbol }: { readonly desk: Desk; readonly symbol: string }) {
  const [notice, setNotice] = useState('');
  const copy = async (name: string, code: string) => {
    try {
      await navigator.copy(code);
      setNotice(`${name}: copied`);
    } catch {
      setNotice('Copying is blocked by the browser: select the text instead');
    }
  };
  return (
    <section className={detailCss.part} aria-label="From your own program">
      <h3>From your own program</h3>
      {snippetsFor(session.origin, symbol).map(({ name, code }) => (
        <div key={name} className={detailCss.snippet}>
          <div className={detailCss.snippetHead}>
            <span className={ui.soft}>{name}</span>
            <button
              type="button"
              className={ui.link}
              aria-label={`Copy: ${name}`}
              onClick={() => void copy(name, code)}
            >
              Copy
            </button>
          </div>
          <pre tabIndex={0} aria-label={name}>
            {code}
          </pre>
        </div>
      ))}
      <p className={join(ui.note, detailCss.note)} role="status">
        {notice}
      </p>
    </section>
  );
}
