import { readPicture, type InputFacts } from '../../lib/imaging/input';
import type { PictureLimits } from '../../lib/imaging/limits';
import { beginInspection } from '../../lib/inspection/identity';
import { numberOf, partFromFields, partFromTopic } from '../../lib/inspection/mapping';
import { checkNesting } from '../../lib/inspection/nesting';
import type { Frame } from '../../lib/inspection/record';
import type { InspectionMessage } from './messages';

/** The fields that the forms of all sources share. */
export interface FrameConfig {
  topicPattern: string;
  maxMegabytes: string;
  maxMegapixels: string;
}

/** What a source knows better than the message itself. */
export interface FrameOrigin {
  id?: string;
  source?: string;
  receivedAt?: string;
  /** The id of a picture that nothing else tells from others; a random one when it is missing. */
  otherwise?: string;
  /** What the topic pattern is held against, in place of `msg.topic`. */
  topic?: string;
}

type Fields = Record<string, unknown>;

/**
 * Begins the record of a message: id and part out of its topic, envelope, MQTT 5 user properties and `msg.part`.
 *
 * @throws InspectionError ERR_MESSAGE_DEPTH
 */
export function beginFrame(msg: InspectionMessage, config: FrameConfig, origin: FrameOrigin = {}): void {
  const fields = { ...envelope(msg.payload), ...(msg.userProperties as Fields), ...(msg.part as Fields) };
  const fromTopic = partFromTopic(config.topicPattern ?? '', origin.topic ?? msg.topic ?? '');
  const part = { ...fromTopic, ...partFromFields(fields) };
  const frame = frameFrom(fields, msg.topic, origin.source);
  if (origin.receivedAt) frame.receivedAt = origin.receivedAt;
  msg.inspection = beginInspection(frame, part, origin.id ?? text(fields.id), origin.otherwise);
  for (const key of ['payload', 'userProperties', 'part']) checkNesting(msg[key], `msg.${key}`);
}

/**
 * Adds to the record what the picture's header says.
 *
 * @throws InspectionError ERR_IMAGE_FORMAT, ERR_IMAGE_DECODE, ERR_IMAGE_TOO_LARGE, ERR_IMAGE_FILE
 */
export async function readFrame(msg: InspectionMessage, picture: unknown, config: FrameConfig): Promise<InputFacts> {
  const { header } = await readPicture(picture, limitsOf(config));
  Object.assign(msg.inspection!.frame, header);
  return header;
}

export function limitsOf(config: FrameConfig): PictureLimits {
  return { maxBytes: megas(config.maxMegabytes, 50), maxPixels: megas(config.maxMegapixels, 100) };
}

function megas(value: string, otherwise: number): number {
  const number = Number(value);
  return (number > 0 ? number : otherwise) * 1_000_000;
}

function envelope(payload: unknown): Fields {
  return payload && typeof payload === 'object' && !ArrayBuffer.isView(payload) ? (payload as Fields) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function frameFrom(fields: Fields, topic: string | undefined, source: string | undefined): Frame {
  const seq = numberOf(fields.seq);
  return {
    source: source ?? text(fields.source) ?? topic ?? text(fields.path),
    ...(Number.isFinite(seq) ? { seq } : {}),
    ...(text(fields.capturedAt) ? { capturedAt: text(fields.capturedAt) } : {}),
  };
}
