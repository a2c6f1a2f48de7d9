import type { Part } from './record';

export const PART_FIELDS = [
  'line',
  'station',
  'lot',
  'serial',
  'product',
  'inspector',
] as const satisfies (keyof Part)[];

/**
 * Reads the part from an MQTT topic by a pattern: `factory/+line/+station/image` on `factory/A/weld/image` gives
 * `{ line: 'A', station: 'weld' }`. A plain level must match; `+` skips one level, `#` the rest.
 * Returns nothing when the topic does not fit.
 */
export function partFromTopic(pattern: string, topic: string): Part {
  const part: Part = {};
  const levels = topic.split('/');
  const wanted = pattern.split('/');
  for (const [index, want] of wanted.entries()) {
    if (want === '#') return part;
    const level = levels[index];
    if (level === undefined) return {};
    const field = PART_FIELDS.find((name) => want === `+${name}`);
    if (field) part[field] = level;
    else if (want !== '+' && want !== level) return {};
  }
  return levels.length === wanted.length ? part : {};
}

/** Copies the part's fields that `values` holds (MQTT 5 user properties, fields of a JSON envelope). */
export function partFromFields(values: unknown): Part {
  const part: Part = {};
  if (!values || typeof values !== 'object') return part;
  for (const field of PART_FIELDS) {
    const value = (values as Record<string, unknown>)[field];
    if (typeof value === 'string' || typeof value === 'number') part[field] = String(value);
  }
  return part;
}

/** A number as a sender may write it; NaN for all else, also for objects that refuse to become one. */
export const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
