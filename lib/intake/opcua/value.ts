import type { DataValue } from 'node-opcua-client';
import { decodeBase64, decodeDataUri } from '../../imaging/base64';
import { InspectionError } from '../../inspection/errors';

/** What a variable held: a picture as bytes or text, or the number, text or node id of a trigger. */
export interface Reading {
  content: unknown;
  /** When the source says it was made. */
  at?: Date;
  /** The same for this very value whenever the server sends it again: its time at the source, to 0.1 µs. */
  moment?: string;
}

const SUBMILLISECOND = 1e9;

/**
 * Nothing for a variable that was never written.
 *
 * @throws InspectionError ERR_OPCUA_VALUE
 */
export function readingOf(
  { value, statusCode, sourceTimestamp, sourcePicoseconds }: DataValue,
  nodeId: string,
): Reading | undefined {
  const content = value?.value as unknown;
  if (statusCode.isBad()) throw new InspectionError('ERR_OPCUA_VALUE', { nodeId, reason: statusCode.name });
  if (content === null || content === undefined || (content as { length?: number }).length === 0) return undefined;
  if (!sourceTimestamp) return { content };
  const below = (sourcePicoseconds ?? 0) % SUBMILLISECOND;
  const moment = `${sourceTimestamp.toISOString()}${below ? `+${below / 1e5}` : ''}`;
  return { content, at: sourceTimestamp, moment };
}

/**
 * The picture's bytes; text is taken as base64 or as a data URI, never as the name of a file on this machine.
 *
 * @throws InspectionError ERR_OPCUA_VALUE, ERR_IMAGE_FORMAT
 */
export function pictureBytes(content: unknown, nodeId: string): Uint8Array {
  if (content instanceof Uint8Array) return content;
  if (typeof content === 'string') return content.startsWith('data:') ? decodeDataUri(content) : decodeBase64(content);
  throw new InspectionError('ERR_OPCUA_VALUE', { nodeId, reason: typeof content });
}
