import { timestamp } from '../inspection/clock';
import type { Inspection, Region, SimilarCase } from '../inspection/record';
import type { Case, FoundCase, NewCase, Space } from './case';

/** Which encoder made an inspection's vector; nothing when it has none. */
export function spaceOf({ embedding, judgement }: Inspection): Space | undefined {
  if (!embedding || !judgement) return undefined;
  return { model: judgement.model, version: judgement.picturesHash, dimension: embedding.length };
}

/** What is remembered of an inspection; nothing of one without a vector. */
export function caseOf(inspection: Inspection, keepPicture: boolean): NewCase | undefined {
  const { id, frame, part, judgement, description, regions, embedding, evidence, error } = inspection;
  const space = spaceOf(inspection);
  if (!space || !judgement) return undefined;
  const { line, station, lot, serial, product } = part;
  const { en, ko, cause, action } = description ?? {};
  const record: Case = {
    id,
    at: frame.capturedAt ?? frame.receivedAt ?? frame.judgedAt ?? timestamp(),
    decision: error ? 'error' : judgement.decision,
    label: { id: judgement.label.id, en: judgement.label.en, ko: judgement.label.ko },
    probability: judgement.probability,
    ...{ line, station, lot, serial, product },
    ...(en && ko && { text: { en, ko } }),
    ...sizeOf(regions),
    ...{ cause, action },
    sha256: frame.sha256,
    space,
  };
  const { thumbnail } = evidence ?? {};
  const picture = keepPicture && thumbnail instanceof Uint8Array ? thumbnail : undefined;
  return { record, vector: embedding!, picture };
}

function sizeOf(regions: Region[] | undefined): Pick<Case, 'size' | 'regions'> {
  const [largest] = regions ?? [];
  if (!largest) return regions ? { regions: 0 } : {};
  const { length, area } = largest;
  const size = { lengthPx: length.px, lengthMm: length.mm, areaPx: area.px, areaMm2: area.mm };
  return { size, regions: regions!.length };
}

/** A case as a report cites it. */
export function cited({ record, disposition, similarity }: FoundCase): SimilarCase {
  const { id, at, decision, label, line, lot } = record;
  return {
    id,
    at,
    similarity: Math.round(similarity! * 1000) / 1000,
    decision,
    ...(label && { label }),
    ...(line && { line }),
    ...(lot && { lot }),
    ...(disposition && { disposition }),
  };
}
