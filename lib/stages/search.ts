import type { CaseFilter, CaseQuery, FoundCase, Space } from '../cases/case';
import type { Cases } from '../cases/cases';
import type { EmbedOutput, Engine, Picture } from '../inference';
import { InspectionError } from '../inspection/errors';
import { languagesOf } from '../models/languages';
import { defaultGlossary } from '../text/glossary/default';
import { hasHangul } from '../text/hangul';
import { normalise } from '../vector';

/** What a person or a flow asks for: a text, a picture or a case, and filters, all of them together or alone. */
export interface CaseQuestion extends CaseFilter {
  text?: string;
  picture?: Picture;
  /** The vector of an inspection that is under way. */
  vector?: { values: Float32Array; space: Space };
  /** Id of a case. */
  like?: string;
  count?: number;
  least?: number;
}

interface Asked {
  engine: Engine;
  cases: Cases;
  model: string;
  signal?: AbortSignal;
}

/** Longest text that is read; what CLIP's towers take in is shorter. */
const LONGEST_TEXT = 2000;
const MOST = 200;

export const spaceOfOutput = ({ vectors, picturesHash, model }: EmbedOutput): Space => {
  return { model: model.id, version: picturesHash, dimension: vectors[0]!.length };
};

/**
 * Answers a question.
 *
 * @throws InspectionError ERR_CASES, ERR_CASES_MODEL, ERR_CASES_UNKNOWN, ERR_CASES_LANGUAGE, ERR_TEXT_LENGTH and what
 * the engine throws
 */
export async function findCases(asked: Asked, question: CaseQuestion): Promise<FoundCase[]> {
  const { text, picture, vector, like, count = 5, least, ...filter } = question;
  const query: CaseQuery = {
    ...(Object.values(filter).some((value) => value !== undefined) && { filter }),
    count: Math.min(MOST, Math.max(1, Math.round(count))),
    least,
  };
  if (like !== undefined) return asked.cases.find({ ...query, like });
  if (vector) return asked.cases.find({ ...query, vector: vector.values, space: vector.space });
  if (!picture && text === undefined) return asked.cases.find(query);
  const { engine, model, signal } = asked;
  const input = picture ? { model, picture } : { model, texts: await readable(text!, model) };
  const { output } = await engine.run('embed', input, { signal });
  return asked.cases.find({ ...query, vector: middle(output.vectors), space: spaceOfOutput(output), text: !picture });
}

/** The texts that stand for one: for a model without Korean, the glossary's English words. */
async function readable(text: string, model: string): Promise<string[]> {
  const asked = text.trim();
  if (asked.length > LONGEST_TEXT)
    throw new InspectionError('ERR_TEXT_LENGTH', { actual: asked.length, limit: LONGEST_TEXT });
  if (!hasHangul(asked) || (await languagesOf(model, 'clip')).includes('ko')) return [asked];
  const english = defaultGlossary().visualWords(asked);
  if (english.length === 0) throw new InspectionError('ERR_CASES_LANGUAGE', { model, text: asked });
  return english.map((words) => `a photo of a ${words}`);
}

/** The middle of unit vectors, of unit length. */
function middle(vectors: Float32Array[]): Float32Array {
  if (vectors.length === 1) return vectors[0]!;
  const sum = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) vector.forEach((value, at) => (sum[at]! += value));
  return normalise(sum);
}
