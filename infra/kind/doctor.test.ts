import { describe, expect, it } from 'vitest';
import { checkSites } from './doctor.ts';
import type { DemoState } from './inspection.ts';
import { broker, node, pod, siteState, volume } from './plain-state.ts';

const DEMO = { name: 'quotebridge', data: '' };
const OTHER = { name: 'other', data: '' };

const bad = (sites: DemoState['sites'], demo = DEMO) => checkSites(demo, { sites, url: null }).filter(({ ok }) => !ok);

describe('checkSites', () => {
  it('finds nothing wrong with two healthy sites', () => {
    const findings = checkSites(DEMO, { sites: [siteState('onprem'), siteState('cloud')], url: null });
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings.map(({ what }) => what)).toEqual(
      ['onprem', 'cloud'].flatMap((site) =>
        ['nodes', 'pods', 'volumes', 'leaf link', 'streams'].map((part) => `${site}: ${part}`),
      ),
    );
  });

  it('names the cluster that is not there, and what makes it', () => {
    expect(bad([siteState('onprem'), null], OTHER)).toEqual([
      { what: 'cloud', ok: false, found: 'there is no cluster', remedy: 'npm run kind:up -- --name other' },
    ]);
  });

  it('distinguishes a cluster that does not answer from the other, which it inspects all the same', () => {
    const silent = { site: 'onprem', cluster: 'other-onprem', problem: 'connection refused' } as const;
    const [finding, ...others] = bad([silent, siteState('cloud')], OTHER);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ what: 'onprem: API server', found: 'connection refused' });
    expect(finding?.remedy).toContain('docker ps --all --filter name=other-onprem');
    expect(finding?.remedy).toContain('npm run kind:up -- --name other');
  });

  it('names a drained node, and how it takes pods again', () => {
    const cloud = siteState('cloud', { nodes: [node('one'), node('two', { unschedulable: true })] });
    expect(bad([siteState('onprem'), cloud])).toMatchObject([
      { what: 'cloud: nodes', found: 'two of 2 take no pods', remedy: expect.stringContaining('uncordon two') },
    ]);
  });

  it('names pods that are not ready, and takes none at all for no good sign', () => {
    const cloud = siteState('cloud', { pods: [pod('api-1'), pod('api-2', false)] });
    expect(bad([siteState('onprem'), cloud])).toMatchObject([
      { what: 'cloud: pods', found: 'api-2 not ready', remedy: expect.stringContaining('describe pod api-2') },
    ]);
    expect(bad([siteState('onprem'), siteState('cloud', { pods: [] })])).toMatchObject([
      { what: 'cloud: pods', remedy: 'npm run kind:up' },
    ]);
  });

  it('names volumes whose claims are gone, and the command that releases them', () => {
    const volumes = [volume('node-0', 'Bound'), volume('node-1', 'Released'), volume('node-2', 'Released')];
    expect(bad([siteState('onprem', { volumes }), siteState('cloud')])).toMatchObject([
      {
        what: 'onprem: volumes',
        found: 'node-1, node-2 lost their claims, and brokers wait for them',
        remedy: expect.stringMatching(/^npm run kind:up, or: .* patch pv node-1 node-2 .*claimRef/),
      },
    ]);
  });

  it('treats the link as up only when every on-prem broker has connected', () => {
    const brokers = [broker(), broker(), broker({ leafs: [] })];
    expect(bad([siteState('onprem', { brokers }), siteState('cloud', { brokers })])).toMatchObject([
      {
        what: 'onprem: leaf link',
        found: '2 of 3 brokers, round trip 1ms, 1ms',
        remedy: expect.stringContaining('restore'),
      },
    ]);
  });

  it('finds a link that is down at both sites', () => {
    const brokers = [broker({ leafs: [] })];
    expect(bad([siteState('onprem', { brokers }), siteState('cloud', { brokers })])).toMatchObject([
      { what: 'onprem: leaf link', found: 'DOWN' },
      { what: 'cloud: leaf link', found: 'DOWN' },
    ]);
  });

  it('finds a mirror that is far behind, and a site whose streams have no leader', () => {
    const stream = { name: 'QUOTES', leader: true, messages: 9, lastSeq: 9, lag: 5_000 };
    const behind = siteState('cloud', { brokers: [broker({ streams: [stream] })] });
    const leaderless = siteState('onprem', { brokers: [broker({ streams: [{ ...stream, leader: false }] })] });
    expect(bad([leaderless, behind])).toMatchObject([
      { what: 'onprem: streams', found: 'none' },
      { what: 'cloud: streams', found: 'QUOTES lag 5000' },
    ]);
  });
});
