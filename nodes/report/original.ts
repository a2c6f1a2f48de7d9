import { readFile } from 'node:fs/promises';
import type { NodeAPI } from 'node-red';
import { readPicture } from '../../lib/imaging/input';
import type { InspectionMessage } from '../shared/messages';

/**
 * The encoded original, as far as a report wants it: bytes are there anyway; what lies in an envelope, in text or in a file is
 * read only where originals are kept. A report can do without.
 */
export async function originalIn(
  RED: NodeAPI,
  msg: InspectionMessage,
  { property, evidence }: { property?: string; evidence?: boolean },
): Promise<Uint8Array | undefined> {
  const value: unknown = RED.util.getMessageProperty(msg, property || 'payload');
  if (value instanceof Uint8Array || !evidence || value === undefined) return value as Uint8Array | undefined;
  try {
    const { bytes, path, raw } = (await readPicture(value)).picture;
    return raw ? undefined : (bytes ?? (path && (await readFile(path)))) || undefined;
  } catch {
    return undefined;
  }
}
