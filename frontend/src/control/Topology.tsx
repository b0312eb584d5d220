import { Handle, Position, ReactFlow } from '@xyflow/react';
import type { Edge, EdgeTypes, Node, NodeProps, NodeTypes } from '@xyflow/react';
import { useMemo, useRef } from 'react';
import type { ConsoleState } from '@quotebridge/contracts/wire';
import { siteLabel, TONE_MARKS, TONE_TEXTS } from '../hybrid/strip-text.ts';
import { LinkEdge } from './LinkEdge.tsx';
import { placeBoxes } from './place-boxes.ts';
import type { Band } from './place-boxes.ts';
import { boxText, topologyView } from './topology-view.ts';
import type { Box, Connection } from './topology-view.ts';
import { useWidth } from '../board/use-width.ts';
import '@xyflow/react/dist/base.css';
import './react-flow.css';
import topologyCss from './Topology.module.css';

type BoxNode = Node<{ readonly box: Box }, 'box'>;
type BandNode = Node<{ readonly band: Band }, 'band'>;

const nodeTypes: NodeTypes = { box: BoxView, band: BandView };
const edgeTypes: EdgeTypes = { link: LinkEdge };
const VIEWPORT = { x: 0, y: 0, zoom: 1 };

/** Both sites from where quotes are published to where they are shown. Tab goes from box to box. */
export function Topology({ state }: { readonly state: ConsoleState }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { boxes, connections } = useMemo(() => topologyView(state), [state]);
  const placement = placeBoxes(boxes, width);
  const bands = placement.bands.map((band): BandNode => {
    const { site, x, y, width: across, height } = band;
    const rest = { selectable: false, focusable: false, draggable: false, zIndex: -1 };
    return { id: `band-${site}`, type: 'band', position: { x, y }, width: across, height, data: { band }, ...rest };
  });
  const nodes = boxes.flatMap((box): BoxNode[] => {
    const place = placement.boxes.get(box.id);
    if (place === undefined) return [];
    const { x, y, width: across, height } = place;
    return [
      { id: box.id, type: 'box', position: { x, y }, width: across, height, data: { box }, ariaLabel: boxText(box) },
    ];
  });
  return (
    <div ref={frame} className={topologyCss.frame} style={{ height: placement.height }} data-testid="topology">
      {width > 0 && (
        <ReactFlow
          nodes={[...bands, ...nodes]}
          edges={connections.map((connection) => edgeOf(connection, placement.isVertical))}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          viewport={VIEWPORT}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          nodesFocusable
          disableKeyboardA11y
          panOnDrag={false}
          zoomOnScroll={false}
          zoomOnPinch={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          aria-label="What runs at both sites, and what passes between"
        />
      )}
    </div>
  );
}

function edgeOf({ id, from, to, tone, label, isLink, way }: Connection, isVertical: boolean): Edge {
  const isDown = isVertical !== (way === 'local');
  return {
    id,
    source: from,
    target: to,
    sourceHandle: isDown ? 'bottom' : 'right',
    targetHandle: isDown ? 'top' : 'left',
    type: 'link',
    data: { tone, label, isLink, way: isVertical ? 'plain' : way },
    className: `edge-${tone}`,
    focusable: false,
    domAttributes: { 'aria-hidden': true },
  };
}

function BoxView({ data: { box } }: NodeProps<BoxNode>) {
  return (
    <div className={topologyCss.box} data-tone={box.tone} data-testid={`box-${box.id}`} aria-hidden="true">
      <Handle id="left" type="target" position={Position.Left} />
      <Handle id="top" type="target" position={Position.Top} />
      <p className={topologyCss.title}>
        <Mark tone={box.tone} /> {box.title}
      </p>
      {box.fact !== '' && <p className={topologyCss.fact}>{box.fact}</p>}
      <ul className={topologyCss.members}>
        {box.members.map(({ name, tone, note }) => (
          <li key={name} data-tone={tone}>
            <span className={topologyCss.member}>{name}</span>
            <span className={topologyCss.note}>{note}</span>
          </li>
        ))}
      </ul>
      <Handle id="right" type="source" position={Position.Right} />
      <Handle id="bottom" type="source" position={Position.Bottom} />
    </div>
  );
}

function Mark({ tone }: { readonly tone: Box['tone'] }) {
  return (
    <span className={topologyCss.mark} title={TONE_TEXTS[tone]}>
      {TONE_MARKS[tone]}
    </span>
  );
}

function BandView({ data: { band } }: NodeProps<BandNode>) {
  return (
    <div className={topologyCss.band} aria-hidden="true">
      {siteLabel(band.site)}
    </div>
  );
}
