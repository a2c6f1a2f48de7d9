import type { Node, NodeAPI } from 'node-red';
import { originOf, type Origin } from '../../lib/recipe/origin';
import { glossaryOf } from './glossary';
import { STARTER_MODELS, type Runtime } from './runtime';

/** What a recipe that is saved now is made with: the runtime's models; the only glossary of the flows, else the pack's own. */
export function originIn(RED: NodeAPI, runtime: string | undefined): Promise<Origin> {
  const chosen = runtime ? (RED.nodes.getNode(runtime) as (Node & Partial<Runtime>) | null) : null;
  const glossaries: string[] = [];
  RED.nodes.eachNode(({ id, type }) => void (type === 'inspection-glossary' && glossaries.push(id)));
  const only = glossaries.length === 1 ? glossaries[0] : undefined;
  return originOf({ ...(chosen?.models ?? STARTER_MODELS) }, glossaryOf(RED, only));
}
