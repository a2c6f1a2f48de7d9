import type { Node, NodeAPI } from 'node-red';
import { acquireEngine, DEFAULT_SETTINGS, type Engine, type JobKind } from '../../lib/inference';
import { InspectionError } from '../../lib/inspection/errors';
import { languageIn } from './language';
import type { Status } from './status';

/** The model of each step, by id or by the absolute path of its folder. */
export interface ModelChoice {
  clip: string;
  blip: string;
  /** The translator, of family marian or m2m100. */
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
  const { engine, release } = acquireEngine(DEFAULT_SETTINGS, { models: Object.values(STARTER_MODELS) });
  node.on('close', release);
  return { engine, models: STARTER_MODELS };
}

/**
 * Loads the model ahead of the first picture, shows the lane's queue and failures as the node's status, and warns once
 * of a device that had to be replaced.
 */
export function followLane(
  RED: NodeAPI,
  node: Node,
  status: Status,
  engine: Engine,
  kind: JobKind,
  model?: string,
): void {
  const language = languageIn(RED);
  let told: string | undefined;
  const stop = engine.onState(kind, ({ phase, waiting, problem }) => {
    const { message, advice } = problem?.in(language) ?? {};
    if (message && message !== told) node.warn(`${message} → ${advice}`);
    told = message;
    if (phase === 'loading') status.loading();
    else if (phase === 'failed') status.failed(message ?? status.word('error'));
    else if (waiting > 0) status.queued(waiting);
    else status.caughtUp();
  });
  node.on('close', stop);
  if (!model) return;
  status.loading();
  engine.warm(kind, model).then(
    () => status.ready(),
    (thrown: unknown) => {
      const { code, message, advice } = InspectionError.from(thrown).in(language);
      if (code === 'ERR_CANCELLED') return;
      status.failed(status.word('error'));
      node.error(`${code}: ${message} → ${advice}`);
    },
  );
}
