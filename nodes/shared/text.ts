import type { NodeAPI } from 'node-red';
import type { InspectionMessage } from './messages';

/** The text at a property of the message such as `inspection.caption.text`; undefined when a step on the way is missing or blank. */
export function textAt(RED: NodeAPI, msg: InspectionMessage, property: string): string | undefined {
  const steps = RED.util.normalisePropertyExpression(property, msg, false) as (string | number)[];
  const value = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], msg);
  return typeof value === 'string' && value.trim() ? value : undefined;
}
