import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath } from '@xyflow/react';
import type { Edge, EdgeProps } from '@xyflow/react';
import type { Connection } from './topology-view.ts';
import topologyCss from './Topology.module.css';

type Labelled = Edge<Pick<Connection, 'tone' | 'label' | 'isLink'>>;

/** A connection with what passes along it. */
export function LinkEdge(props: EdgeProps<Labelled>) {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, id } = props;
  const [path, x, y] = getSmoothStepPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
  if (data === undefined) return null;
  const { tone, label, isLink } = data;
  return (
    <>
      <BaseEdge id={id} path={path} style={{ strokeWidth: isLink ? 4 : 2 }} />
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
    </>
  );
}
