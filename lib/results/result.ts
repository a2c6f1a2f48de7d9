import type { Inspection } from '../inspection/record';
import type { FrameFacts } from '../queue/entry';
import { printOf } from '../queue/print';
import { toRecord } from '../report/json';
import { decisionOf } from '../report/words';

export type Kind = 'verdict' | 'report';

/** Verdicts overtake reports; among themselves both keep the order they were made in. */
const PRIORITY: Record<Kind, number> = { verdict: 1, report: 0 };

/** What an outbox knows of a result; `print` is equal for one that was recorded before. */
export function factsOf(inspection: Inspection, kind: Kind, print = outcomePrint(inspection, kind)): FrameFacts {
  return {
    id: `${kind}:${inspection.id}`,
    print,
    line: inspection.part.line ?? inspection.frame.source ?? '',
    priority: PRIORITY[kind],
    decision: inspection.judgement?.decision,
  };
}

/** A verdict leaves before there is a description, a report has one. */
export const kindOf = ({ description }: Inspection): Kind => (description ? 'report' : 'verdict');

/** What a line needs at once; the rest stands in the report of the same id. */
export function verdictOf(inspection: Inspection): object {
  const { id, part, judgement, frame, error } = inspection;
  const { label, probability, reason } = judgement ?? {};
  return {
    id,
    decision: decisionOf(inspection),
    ...(label ? { label: label.id, label_ko: label.ko, label_en: label.en } : {}),
    ...(probability === undefined ? {} : { probability: Math.round(probability * 1000) / 1000, reason }),
    ...(judgement || !error ? {} : { error }),
    part,
    ...(frame.judgedAt ? { judgedAt: frame.judgedAt } : {}),
  };
}

/** The record without pictures; as the report node wrote it, with its files' names, where that is at hand. */
export function reportOf(inspection: Inspection, written: unknown): object {
  const isWritten = (written as Inspection | undefined)?.schema && (written as Inspection).id === inspection.id;
  return isWritten ? (written as object) : toRecord(inspection);
}

/** Equal for a frame that was worked on twice with the same outcome, whatever times it took. */
export function outcomePrint(inspection: Inspection, kind: Kind): string {
  const { frame, judgement, description, error } = inspection;
  const judged = { decision: decisionOf(inspection), label: judgement?.label.id, sha256: frame.sha256 };
  const told = kind === 'report' ? { ko: description?.ko, en: description?.en, error: error?.code } : {};
  return printOf({ ...judged, ...told });
}

/** What MQTT 5 says beside a result, so that nobody has to open it to sort it. */
export function userPropertiesOf(inspection: Inspection, kind: Kind): Record<string, string> {
  const { line, station, lot, serial, product } = inspection.part;
  const told = { id: inspection.id, kind, decision: decisionOf(inspection), line, station, lot, serial, product };
  return Object.fromEntries(Object.entries(told).filter((each): each is [string, string] => Boolean(each[1])));
}
