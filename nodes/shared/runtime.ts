import type { Node, NodeAPI } from 'node-red';
import { acquireEngine, DEFAULT_SETTINGS, type Engine, type JobKind } from '../../lib/inference';
import type { Status } from './status';

/** The model of each family, by id or by the absolute path of its folder. */
export interface ModelChoice {
  clip: string;
  blip: string;
  marian: string;
}

export const STARTER_MODELS: ModelChoice = { clip: 'starter-clip', blip: 'starter-blip', marian: 'starter-marian' };

/** What an inspection-runtime config node offers to the nodes that name it. */
export interface Runtime {
  engine: Engine;
  models: ModelChoice;
}

/** The chosen runtime; a node that names none gets one with default settings, shared with all such nodes. */
export function runtimeOf(RED: NodeAPI, node: Node, id: string): Runtime {
  const chosen = RED.nodes.getNode(id) as (Node & Partial<Runtime>) | null;
  if (chosen?.engine && chosen.models) return { engine: chosen.engine, models: chosen.models };
  const { engine, release } = acquireEngine(DEFAULT_SETTINGS);
  node.on('close', release);
  return { engine, models: STARTER_MODELS };
}

/** Loads the model ahead of the first picture and shows the lane's queue and failures as the node's status. */
export function followLane(node: Node, status: Status, engine: Engine, kind: JobKind, model?: string): void {
  const stop = engine.onState(kind, (state) => {
    if (state.phase === 'loading') status.loading();
    else if (state.phase === 'failed') status.failed(state.note ?? status.word('error'));
    else if (state.waiting > 0) status.working(state.waiting);
  });
  node.on('close', stop);
  if (!model) return;
  status.loading();
  engine.warm(kind, model).then(
    () => status.ready(),
    (error: Error) => {
      status.failed(status.word('error'));
      node.error(error.message);
    },
  );
}
