import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseDeclarations, receiversOf } from '@quotebridge/bridges';
import { bridgeStatusSchema } from '@quotebridge/contracts';
import type { BridgeState } from '@quotebridge/contracts';
import { createLogUpdate } from 'log-update';
import { root } from '../tools/install.mjs';
import { knownSites } from '../topology/declarations.ts';
import { requireDemo, type Demo } from './find-demo.ts';
import type { ReportedBridge } from './reported-bridge.ts';
import { statusTable } from './status-table.ts';

const ANSWERED_WITHIN_MS = 1_500;
/** As often as a bridge service publishes its status. */
const EVERY_MS = 500;

export interface StatusCommand {
  readonly dataDir: string;
  readonly watch: boolean;
  readonly json: boolean;
  readonly out: NodeJS.WriteStream;
  readonly stopping: AbortSignal;
}

/** Shows every bridge by each site that reports it: once, or until it is stopped. Throws `NoDemoError` when no demo runs at the start. */
export async function showStatus({ dataDir, watch, json, out, stopping }: StatusCommand): Promise<void> {
  const isTable = !json && out.isTTY && out.columns > 0;
  const draw = createLogUpdate(out);
  const show = async () => {
    const demo = await requireDemo(dataDir);
    const bridges = await collectStatus(demo, stopping);
    const time = Date.now();
    const text = json ? JSON.stringify({ time, bridges }) : statusTable(bridges, time);
    if (watch && isTable) draw(`${text}\nCtrl-C ends`);
    else out.write(`${text}\n`);
  };
  await show();
  if (!watch) return;
  while (!stopping.aborted) {
    await wait(EVERY_MS, undefined, { signal: stopping }).catch(() => undefined);
    if (!stopping.aborted) await show();
  }
  if (isTable) draw.done();
}

/** Asks the bridge service of each site. `/v1/status` has only the bridges of the API's own site. */
export async function collectStatus(
  { status, credentials: { topology } }: Demo,
  signal?: AbortSignal,
): Promise<ReportedBridge[]> {
  const text = await readFile(resolve(root, topology.bridges), 'utf8');
  const declared = parseDeclarations(text, { file: topology.bridges, sites: knownSites(topology) });
  const bySite = await Promise.all(
    topology.sites.map(async ({ name: site }): Promise<ReportedBridge[]> => {
      const url = status.instances.find((one) => one.service === 'bridge' && one.site === site)?.url;
      try {
        if (url === undefined) throw new Error('the demo has no bridge service there');
        const reports = await reportsOf(url, signal);
        return reports.map((report) => ({ bridge: report.name, mode: report.mode, site, report, reason: null }));
      } catch (error) {
        const reason = `the bridge service of ${site} does not report: ${messageOf(error)}`;
        const received = declared.bridges.filter((bridge) => receiversOf(bridge).includes(site));
        return received.map(({ name, mode }) => ({ bridge: name, mode, site, report: null, reason }));
      }
    }),
  );
  const order = declared.bridges.map(({ name }) => name);
  return bySite.flat().toSorted((a, b) => order.indexOf(a.bridge) - order.indexOf(b.bridge));
}

async function reportsOf(url: string, signal?: AbortSignal): Promise<BridgeState[]> {
  const timeout = AbortSignal.timeout(ANSWERED_WITHIN_MS);
  const answer = await fetch(`${url}/status`, {
    signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
  });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return bridgeStatusSchema.parse(await answer.json()).bridges;
}

/** A failed fetch has the reason in its cause. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no response within ${ANSWERED_WITHIN_MS / 1_000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
