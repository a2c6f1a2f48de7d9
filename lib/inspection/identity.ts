import { randomUUID } from 'node:crypto';
import { timestamp } from './clock';
import { SCHEMA_VERSION, type Frame, type Inspection, type Part } from './record';

/** What may tell one picture from another; the sender's own id counts most. */
export interface Identity {
  id?: string;
  source?: string;
  seq?: number;
  serial?: string;
}

/**
 * The id of an inspection: equal for a redelivered picture, different for two parts that look the same.
 *
 * The sender's id, else source and serial, else source and sequence number; with none of them `otherwise`.
 */
export function identify({ id, source, seq, serial }: Identity, otherwise: string = randomUUID()): string {
  if (id) return id;
  const counted = serial ?? (seq === undefined ? undefined : String(seq));
  return counted === undefined ? otherwise : [source, counted].filter(Boolean).join('#');
}

/** A record that knows nothing yet but where it came from. */
export function beginInspection(frame: Frame, part: Part, id?: string, otherwise?: string): Inspection {
  return {
    schema: SCHEMA_VERSION,
    id: identify({ id, source: frame.source, seq: frame.seq, serial: part.serial }, otherwise),
    frame: { receivedAt: timestamp(), ...frame },
    part,
  };
}
