import type { NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import type { InspectionMessage } from './messages';

/** No caption is longer; terms are searched for on Node-RED's own thread, which must not stall over a text. */
const LONGEST = 2_000;

/**
 * The text at a property of the message such as `inspection.caption.text`; undefined when a step on the way is missing or blank.
 *
 * @throws InspectionError ERR_TEXT_LENGTH
 */
export function textAt(RED: NodeAPI, msg: InspectionMessage, property: string): string | undefined {
  const steps = RED.util.normalisePropertyExpression(property, msg, false) as (string | number)[];
  const value = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], msg);
  if (typeof value !== 'string' || !value.trim()) return undefined;
  if (value.length > LONGEST) throw new InspectionError('ERR_TEXT_LENGTH', { actual: value.length, limit: LONGEST });
  return value;
}
