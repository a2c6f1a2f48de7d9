import type { Node, NodeAPI } from 'node-red';
import { originOf, type Origin } from '../../lib/recipe/origin';
import { glossaryOf } from './glossary';
import { STARTER_MODELS, type ModelChoice, type Runtime } from './runtime';

/** What a recipe that is saved now is made with: these models; the only glossary of the flows, else the pack's own. */
export function originIn(RED: NodeAPI, models: ModelChoice): Promise<Origin> {
  const glossaries: string[] = [];
  RED.nodes.eachNode(({ id, type }) => void (type === 'inspection-glossary' && glossaries.push(id)));
  return originOf({ ...models }, glossaryOf(RED, glossaries.length === 1 ? glossaries[0] : undefined));
}

/** Those of a runtime that is deployed, else the starters. */
export function modelsOf(RED: NodeAPI, runtime: string | undefined): ModelChoice {
  const chosen = runtime ? (RED.nodes.getNode(runtime) as (Node & Partial<Runtime>) | null) : null;
  return chosen?.models ?? STARTER_MODELS;
}
