import type { NodeMessage } from 'node-red';
import type { Inspection } from '../../lib/inspection/record';

/** A message on its way through the inspection nodes; all that other nodes put on it stays. */
export interface InspectionMessage extends NodeMessage {
  inspection?: Inspection;
  [property: string]: unknown;
}

/** What an input handler hands on: one message for the first output, or one entry an output. */
export type Outgoing = InspectionMessage | (InspectionMessage | null)[] | null;
