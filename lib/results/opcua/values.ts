import type { Inspection } from '../../inspection/record';
import { decisionOf, type Outcome } from '../../report/words';
import type { Kind } from '../result';

/** What waits in the outbox: the record without pictures, and what of it is told. */
export interface Result {
  kind: Kind;
  record: Inspection;
}

/** What a PLC reads a decision as where the variable is a number; 0 is left for "nothing yet". */
export const DECISIONS: Record<Outcome, number> = { ok: 1, ng: 2, review: 3, error: 4 };

/** Stands for a number that the server counts up, and not for anything of the record. */
export const COUNTER = 'counter';

/** Short names for what lines ask for most; any other property is a path in the record, such as `regions[0].angle`. */
const NAMED: Record<string, (result: Result) => unknown> = {
  kind: ({ kind }) => kind,
  decision: ({ record }) => decisionOf(record),
  ok: ({ record }) => decisionOf(record) === 'ok',
  ng: ({ record }) => decisionOf(record) === 'ng',
  review: ({ record }) => decisionOf(record) === 'review',
  error: ({ record }) => decisionOf(record) === 'error',
  label: ({ record }) => record.judgement?.label.id,
  label_ko: ({ record }) => record.judgement?.label.ko,
  label_en: ({ record }) => record.judgement?.label.en,
  score: ({ record }) => record.judgement?.probability,
  count: ({ record }) => record.regions?.length ?? 0,
  length_mm: ({ record }) => record.regions?.[0]?.length.mm,
  width_mm: ({ record }) => record.regions?.[0]?.width.mm,
  area_mm2: ({ record }) => record.regions?.[0]?.area.mm,
  length_px: ({ record }) => record.regions?.[0]?.length.px,
  width_px: ({ record }) => record.regions?.[0]?.width.px,
  area_px: ({ record }) => record.regions?.[0]?.area.px,
  text_ko: ({ record }) => record.description?.ko,
  text_en: ({ record }) => record.description?.en,
  serial: ({ record }) => record.part.serial,
  lot: ({ record }) => record.part.lot,
  product: ({ record }) => record.part.product,
};

/** Undefined where the record has no such thing. */
export function valueOf(result: Result, property: string): unknown {
  const named = Object.hasOwn(NAMED, property) ? NAMED[property] : undefined;
  if (named) return named(result);
  const steps = property.split(/[.[\]]+/).filter(Boolean);
  return steps.reduce<unknown>((at, step) => {
    return at && typeof at === 'object' && Object.hasOwn(at, step) ? (at as Record<string, unknown>)[step] : undefined;
  }, result.record);
}
