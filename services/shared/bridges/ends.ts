import type { DeclaredBridge } from './schema.ts';

/** The sites to which a bridge brings messages. */
function targetsOf(bridge: DeclaredBridge): readonly string[] {
  if (bridge.mode === 'replicate') return bridge.to;
  return [bridge.mode === 'bridge' ? bridge.to : bridge.at];
}

/** The sites that receive messages over a bridge: its targets, and for requests also where the answers go. They report its state. */
export function receiversOf(bridge: DeclaredBridge): readonly string[] {
  const targets = targetsOf(bridge);
  return bridge.mode === 'bridge' && bridge.requests !== undefined ? [...targets, bridge.from] : targets;
}

/** The sites that its messages come from. */
export function originsOf(bridge: DeclaredBridge): readonly string[] {
  if (bridge.mode === 'transform') return [bridge.at];
  return bridge.mode === 'aggregate' ? [...new Set(bridge.sources.map(({ from }) => from))] : [bridge.from];
}

/** The stream that a bridge stores, or the subjects that it lets through. */
export function carriedBy(bridge: DeclaredBridge): string {
  if (bridge.mode === 'bridge') return [...(bridge.events ?? []), ...(bridge.requests ?? [])].join(', ');
  return bridge.mode === 'transform' ? bridge.map.map(({ from, to }) => `${from} → ${to}`).join(', ') : bridge.stream;
}
