import { readPicture } from '../../lib/imaging/input';
import { InspectionError } from '../../lib/inspection/errors';
import { spaceOf } from '../../lib/cases/of-inspection';
import type { CaseQuestion } from '../../lib/stages/search';
import type { InspectionMessage } from '../shared/messages';

const WORDS = ['line', 'station', 'lot', 'product', 'defect', 'decision', 'disposition'] as const;
const KNOWN = new Set<string>([...WORDS, 'text', 'picture', 'like', 'count', 'least', 'from', 'to']);

/** Whether a message asks, and is not an inspection to be kept. */
export const isQuestion = (msg: InspectionMessage): boolean => msg.query !== undefined || msg.topic === 'query';

/**
 * What `msg.query` asks for or, with the topic `query`, the payload: a text, a picture, or fields.
 *
 * @throws InspectionError ERR_CASES_QUERY and what reading a picture throws
 */
export async function questionOf(msg: InspectionMessage): Promise<CaseQuestion> {
  const asked = msg.query ?? msg.payload;
  if (typeof asked === 'string') return { text: required(asked) };
  if (asked instanceof Uint8Array) return { picture: (await readPicture(asked)).picture };
  if (!asked || typeof asked !== 'object' || Array.isArray(asked)) throw refused(String(asked));
  const fields = asked as Record<string, unknown>;
  const unknown = Object.keys(fields).filter((name) => !KNOWN.has(name));
  if (unknown.length > 0) throw refused(unknown.join(', '));

  const question: CaseQuestion = {};
  for (const name of WORDS) if (fields[name] !== undefined) question[name] = wordsOf(name, fields[name]);
  for (const name of ['from', 'to'] as const)
    if (fields[name] !== undefined) question[name] = timeOf(name, fields[name]);
  for (const name of ['count', 'least'] as const)
    if (fields[name] !== undefined) question[name] = numberOf(name, fields[name]);
  if (fields.text !== undefined) question.text = required(String(fields.text));
  if (fields.like !== undefined) question.like = String(fields.like);
  if (fields.picture !== undefined) question.picture = (await readPicture(fields.picture)).picture;
  const { inspection } = msg;
  const space = inspection && spaceOf(inspection);
  const bare = question.text === undefined && question.like === undefined && !question.picture;
  if (bare && space) question.vector = { values: inspection.embedding!, space };
  return question;
}

const refused = (reason: string) => new InspectionError('ERR_CASES_QUERY', { reason });

function required(text: string): string {
  if (!text.trim()) throw refused('text: –');
  return text;
}

function wordsOf(name: string, value: unknown): string[] {
  const words = Array.isArray(value) ? value : [value];
  if (words.some((word) => typeof word !== 'string' && typeof word !== 'number')) throw refused(name);
  return words.map(String);
}

function numberOf(name: string, value: unknown): number {
  const number = Number(value);
  if (!Number.isFinite(number)) throw refused(`${name}: ${String(value)}`);
  return number;
}

/** A day without a time is that day from its beginning or to its end, here. */
function timeOf(name: 'from' | 'to', value: unknown): number {
  const text = String(value);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = typeof value === 'number' ? value : Date.parse(day ? `${text}T00:00:00` : text);
  if (!Number.isFinite(time)) throw refused(`${name}: ${text}`);
  return day && name === 'to' ? time + 86_400_000 - 1 : time;
}
