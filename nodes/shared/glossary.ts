import type { Node, NodeAPI } from 'node-red';
import { defaultGlossary } from '../../lib/text/glossary/default';
import type { Glossary } from '../../lib/text/glossary/glossary';

/** The chosen inspection-glossary's terms; a node that names none uses those that come with the pack. */
export function glossaryOf(RED: NodeAPI, id: string | undefined): Glossary {
  const chosen = id ? (RED.nodes.getNode(id) as (Node & { glossary?: Glossary }) | null) : null;
  return chosen?.glossary ?? defaultGlossary();
}
