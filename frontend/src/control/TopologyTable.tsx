import { useMemo } from 'react';
import type { ConsoleState } from '@quotebridge/contracts/wire';
import { siteLabel, TONE_TEXTS } from '../hybrid/strip-text.ts';
import tablesCss from './tables.module.css';
import { topologyView } from './topology-view.ts';

/** The topology without a picture. */
export function TopologyTable({ state }: { readonly state: ConsoleState }) {
  const { boxes, connections } = useMemo(() => topologyView(state), [state]);
  const link = connections.find(({ isLink }) => isLink);
  return (
    <details className={tablesCss.details}>
      <summary>As a table</summary>
      <div className={tablesCss.scroll} tabIndex={0} role="region" aria-label="Topology as a table">
        <table className={tablesCss.table}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Site</th>
              <th scope="col">State</th>
              <th scope="col">Facts</th>
            </tr>
          </thead>
          <tbody>
            {boxes.map(({ id, title, site, tone, fact, members }) => (
              <tr key={id}>
                <th scope="row">{title}</th>
                <td>{site === null ? '–' : siteLabel(site)}</td>
                <td>{TONE_TEXTS[tone]}</td>
                <td>
                  {[fact, ...members.map(({ name, note }) => `${name} ${note}`.trim())].filter(Boolean).join(', ')}
                </td>
              </tr>
            ))}
            {link !== undefined && (
              <tr data-testid="link-row">
                <th scope="row">Link</th>
                <td>
                  {siteLabel(state.link.from)} to {siteLabel(state.link.to)}
                </td>
                <td>{TONE_TEXTS[link.tone]}</td>
                <td>{link.label}</td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </details>
  );
}
