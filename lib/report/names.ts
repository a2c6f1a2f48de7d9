import { createHash } from 'node:crypto';
import { resolve, sep } from 'node:path';
import { timestamp } from '../inspection/clock';
import { InspectionError } from '../inspection/errors';
import type { Inspection } from '../inspection/record';
import { decisionOf } from './words';

/** What a name pattern may hold in braces. */
export const SLOTS = ['date', 'time', 'id', 'decision', 'lot', 'serial', 'line'] as const;
export type NameSlots = Record<(typeof SLOTS)[number], string | undefined>;

/** Most bytes (UTF-8) of one slot's value and of one path segment; file systems allow 255 with the extension. */
const LONGEST_VALUE = 100;
const LONGEST_SEGMENT = 200;

const FORBIDDEN = /[<>:"|?*\p{Cc}\p{Cf}]/gu;
const RESERVED_ON_WINDOWS = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A text as part of a file name on every system: Korean stays, slashes become `·`, forbidden characters `_`.
 * A text that had to be changed beyond its slashes, or cut, ends in six digits of its hash, so that two texts
 * never get one name.
 */
export function cleanName(text: string, longest = LONGEST_VALUE): string {
  const whole = text.normalize('NFC').replace(/[/\\]/g, '·');
  let name = whole
    .replace(FORBIDDEN, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (RESERVED_ON_WINDOWS.test(name)) name = `_${name}`;
  if (name === whole && Buffer.byteLength(name) <= longest) return name;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 6);
  return `${cutToBytes(name, longest - 7)}~${hash}`;
}

function cutToBytes(text: string, bytes: number): string {
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes) break;
    kept += character;
  }
  return kept;
}

/** The slots of an inspection: date `2026-11-23` and time `091502-118` as the gateway received the picture, else now. */
export function slotsOf(inspection: Inspection): NameSlots {
  const { frame, part } = inspection;
  const [date, clock] = (frame.receivedAt ?? frame.judgedAt ?? frame.capturedAt ?? timestamp()).split('T');
  const [, hours, minutes, seconds, milliseconds] = /^(\d\d):(\d\d):(\d\d)(?:\.(\d+))?/.exec(clock ?? '') ?? [];
  return {
    date,
    time: hours && [`${hours}${minutes}${seconds}`, milliseconds].filter(Boolean).join('-'),
    id: inspection.id,
    decision: decisionOf(inspection),
    lot: part.lot,
    serial: part.serial,
    line: part.line,
  };
}

/**
 * The relative name, without extension, that a pattern such as `{date}/{line}/{decision}_{id}` gives.
 * Slashes of the pattern make folders, slashes in values do not; a slot without value becomes `-`.
 *
 * @throws InspectionError ERR_REPORT_PATH for an absolute pattern or one with a `.` or `..` segment
 */
export function fillPattern(pattern: string, slots: NameSlots): string {
  const segments = pattern.split(/[/\\]/);
  if (/^([/\\]|[a-z]:)/i.test(pattern) || segments.some((segment) => /^\s*\.+\s*$/.test(segment))) {
    throw new InspectionError('ERR_REPORT_PATH', { name: pattern });
  }
  const filled = segments
    .map((segment) => segment.replace(/\{(\w+)\}/g, (_, slot: keyof NameSlots) => cleanName(slots[slot] || '-')))
    .filter((segment) => segment.trim() !== '')
    .map((segment) => cleanName(segment, LONGEST_SEGMENT));
  if (filled.length === 0) throw new InspectionError('ERR_REPORT_PATH', { name: pattern });
  return filled.join('/');
}

/**
 * The absolute path of `name` in `folder`.
 *
 * @throws InspectionError ERR_REPORT_PATH when it would lie outside
 */
export function pathInside(folder: string, name: string): string {
  const root = resolve(folder);
  const path = resolve(root, name);
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) throw new InspectionError('ERR_REPORT_PATH', { name });
  return path;
}
