import type { Inspection, Timestamp } from '../inspection/record';
import { decisionOf, type Outcome } from './words';

export interface DefectCount {
  id: string;
  name: string;
  count: number;
}

/** What a batch or shift came to. */
export interface Summary {
  total: number;
  outcomes: Record<Outcome, number>;
  /** NG of all that were decided OK or NG, 0..1; absent when none was. */
  defectRate?: number;
  /** Defects of the NG parts, most frequent first. */
  defects: DefectCount[];
  /** Times of the first and last picture. */
  from?: Timestamp;
  to?: Timestamp;
}

export const timeOf = ({ frame }: Inspection): Timestamp | undefined =>
  frame.receivedAt ?? frame.judgedAt ?? frame.capturedAt;

/** Counts a batch by outcome and by defect. */
export function summarise(inspections: Inspection[]): Summary {
  const outcomes: Record<Outcome, number> = { ok: 0, ng: 0, review: 0, error: 0 };
  const defects = new Map<string, DefectCount>();
  for (const inspection of inspections) {
    const outcome = decisionOf(inspection);
    outcomes[outcome]++;
    const label = inspection.judgement?.label;
    if (outcome !== 'ng' || !label) continue;
    const defect = defects.get(label.id) ?? { id: label.id, name: label.ko || label.en, count: 0 };
    defects.set(label.id, { ...defect, count: defect.count + 1 });
  }
  const decided = outcomes.ok + outcomes.ng;
  const times = inspections.flatMap((inspection) => timeOf(inspection) ?? []).sort(byInstant);
  return {
    total: inspections.length,
    outcomes,
    ...(decided > 0 && { defectRate: outcomes.ng / decided }),
    defects: [...defects.values()].sort((a, b) => b.count - a.count || a.id.localeCompare(b.id)),
    from: times[0],
    to: times.at(-1),
  };
}

const byInstant = (a: Timestamp, b: Timestamp) => Date.parse(a) - Date.parse(b);
