import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath } from '@xyflow/react';
import type { Edge, EdgeProps } from '@xyflow/react';
import type { Connection } from './topology-view.ts';
import topologyCss from './Topology.module.css';

type Labelled = Edge<Pick<Connection, 'tone' | 'label' | 'isLink' | 'way'>>;

/** How far before its end a connection turns that would otherwise pass behind a box. In pixels. */
const TURN = 18;
const TURNS: Partial<Record<Connection['way'], (ends: { targetX: number; targetY: number }) => object>> = {
  far: ({ targetX }) => ({ centerX: targetX - TURN }),
  local: ({ targetY }) => ({ centerY: targetY - TURN }),
};

/** A connection with what passes along it. */
export function LinkEdge(props: EdgeProps<Labelled>) {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, id } = props;
  if (data === undefined) return null;
  const { tone, label, isLink, way } = data;
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
  const [path, x, y] = getSmoothStepPath({ ...ends, ...TURNS[way]?.(ends) });
  return (
    <>
      <BaseEdge id={id} path={path} style={{ strokeWidth: isLink ? 4 : 2 }} />
      {label !== '' && (
        <EdgeLabelRenderer>
          <div
            className={topologyCss.label}
            data-tone={tone}
            data-link={isLink}
            data-testid={`edge-${id}`}
            aria-hidden="true"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {isLink && tone === 'warn' && '✂ '}
            {label}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
