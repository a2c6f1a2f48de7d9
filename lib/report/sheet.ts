import type { Inspection, Judgement, Region, SimilarCase } from '../inspection/record';
import { DISPOSITION_KINDS, type DispositionKind } from '../disposition/kinds';
import { CONFIRMATIONS, DISPOSITIONS, kindOf, TITLES, type DocumentSettings } from './document';
import { localTime, percent, quantityTexts } from './format';
import { unseenText } from './tiles';
import { traceOf } from './trace';
import { CONCERNS, decisionOf, OUTCOMES, REASONS, SEVERITIES, type Outcome } from './words';

export type Field = [label: string, value: string];

export interface ScoreRow {
  name: string;
  /** 0..1. */
  probability: number;
  decided: boolean;
}

/** What stands on the document of one inspection, in words, before any layout. */
export interface Sheet {
  id: string;
  title: string;
  outcome: Outcome;
  verdict: string;
  /** Why, and how sure. */
  grounds: string;
  basics: Field[];
  /** What was found, in Korean. */
  finding: string;
  findingEnglish?: string;
  /** A remark that a person must see, such as that the description failed its checks. */
  warning?: string;
  regions: string[][][];
  regionsNote: string;
  scores: ScoreRow[];
  /** Past inspections that look alike, a row each; absent where none was looked for. */
  similar?: string[][];
  cause?: string;
  action?: string;
  /** Boxes to tick, the one that a person has ticked, and who that was. */
  choices: { label: string; options: string[]; ticked?: string; by?: string };
  trace: Field[];
}

export const REGION_HEAD = ['번호', '위치', '길이', '폭', '면적', '각도', '등급'];

export const SIMILAR_HEAD = ['검사 번호', '일시', '라인 / LOT', '판정', '유사도', '처분'];

/** Most rows on one page; the record holds the rest. */
const MOST_REGIONS = 5;
const MOST_SCORES = 5;
const MOST_SIMILAR = 3;

/** The document of `inspection` in words. */
export function sheetOf(inspection: Inspection, settings: DocumentSettings): Sheet {
  const outcome = decisionOf(inspection);
  const kind = kindOf(inspection, settings);
  const { judgement, description, quality } = inspection;
  return {
    id: inspection.id,
    title: settings.title || TITLES[kind],
    outcome,
    verdict: OUTCOMES[outcome],
    grounds: judgement ? [groundsOf(judgement), unseenText(inspection)].filter(Boolean).join(' · ') : '판정 기록 없음',
    basics: basicsOf(inspection),
    finding: findingOf(inspection),
    findingEnglish: description?.en,
    warning:
      warningOf(inspection) ?? (quality?.review ? '설명이 품질 규칙을 통과하지 못함: 사람이 확인하십시오' : undefined),
    regions: (inspection.regions ?? []).slice(0, MOST_REGIONS).map(regionRow),
    regionsNote: regionsNote(inspection),
    scores: judgement ? scoresOf(judgement, settings.names ?? {}) : [],
    similar: inspection.similar?.slice(0, MOST_SIMILAR).map(similarRow),
    cause: description?.cause,
    action: description?.action,
    choices: choicesOf(inspection, kind === 'nonconformity'),
    trace: traceOf(inspection),
  };
}

/** A decision that the document offers no box for gets one. */
function choicesOf({ dispositions }: Inspection, nonconforming: boolean): Sheet['choices'] {
  const choices = nonconforming
    ? { label: '처리 구분', options: DISPOSITIONS }
    : { label: '최종 확인', options: CONFIRMATIONS };
  const last = dispositions?.at(-1);
  if (!last) return choices;
  const ticked = DISPOSITION_KINDS[last.decision as DispositionKind] ?? last.decision;
  const options = choices.options.includes(ticked) ? choices.options : [...choices.options, ticked];
  return { ...choices, options, ticked, by: [last.by, localTime(last.at).slice(0, 16)].filter(Boolean).join(' ') };
}

function basicsOf({ id, frame, part, judgement }: Inspection): Field[] {
  return [
    ['품명', part.product ?? ''],
    ['LOT 번호', part.lot ?? ''],
    ['라인 / 공정', [part.line, part.station].filter(Boolean).join(' / ')],
    ['시리얼', part.serial ?? ''],
    ['발견 일시', localTime(frame.capturedAt ?? frame.receivedAt ?? frame.judgedAt)],
    ['수량', '1 EA'],
    ['불량 유형', judgement?.decision === 'ng' ? judgement.label.ko || judgement.label.en : '-'],
    ['검사원', part.inspector ?? ''],
    ['검사 번호', id],
    ['측정 장비', frame.source ?? ''],
  ];
}

/** The decision's probability is the sum over its labels; where others add to the named one's, the words say so. */
function groundsOf({ reason, label, probability, threshold, scores }: Judgement): string {
  const own = scores.find(({ id }) => id === label.id)?.probability ?? probability;
  const alone = percent(own) === percent(probability);
  const whose = `${label.ko || label.en}${alone ? '' : ' 등 합계'}`;
  return `${REASONS[reason] ?? reason} · ${whose} ${percent(probability)} (기준 ${percent(threshold)})`;
}

function findingOf({ description, judgement, error }: Inspection): string {
  if (description?.ko) return description.ko;
  if (error && !judgement) return error.message;
  return judgement ? (REASONS[judgement.reason] ?? judgement.reason) : '기록된 내용이 없습니다.';
}

function warningOf({ error }: Inspection): string | undefined {
  return error && `${error.code}: ${error.message} → ${error.advice}`;
}

function regionRow({ id, location, length, width, area, angle, severity }: Region): string[][] {
  return [
    [String(id)],
    [location.ko],
    quantityTexts(length),
    quantityTexts(width),
    quantityTexts(area, true),
    [`${angle.toFixed(0)}°`],
    [severity ? SEVERITIES[severity] : '-'],
  ];
}

function similarRow({ id, at, line, lot, decision, label, similarity, disposition }: SimilarCase): string[] {
  const judged = decision === 'ng' && label ? `${OUTCOMES.ng} · ${label.ko || label.en}` : OUTCOMES[decision];
  const decided = disposition && (DISPOSITION_KINDS[disposition.decision as DispositionKind] ?? disposition.decision);
  return [
    id,
    localTime(at).slice(0, 16),
    [line, lot].filter(Boolean).join(' / ') || '-',
    judged,
    similarity.toFixed(2),
    decided ?? '미정',
  ];
}

function regionsNote({ regions, measurement }: Inspection): string {
  if (!measurement && !regions?.length) return '측정하지 않음';
  const hidden = (regions?.length ?? 0) - MOST_REGIONS;
  return [
    hidden > 0 ? `외 ${hidden}곳은 JSON 기록 참조` : '',
    measurement?.calibrated ? marginNote(regions) : '보정값 없음: 픽셀 단위로만 표시',
    (measurement?.concerns ?? []).map((concern) => CONCERNS[concern]).join(' · '),
  ]
    .filter(Boolean)
    .join(' · ');
}

const marginNote = (regions: Inspection['regions']) =>
  regions?.some(({ length }) => length.expanded_mm === undefined)
    ? '±: 표준불확도(k = 1)'
    : '±: 확장불확도(k = 2, 약 95 %)';

function scoresOf({ scores, label }: Judgement, names: Record<string, string>): ScoreRow[] {
  const nameOf = (id: string) => (id === label.id ? label.ko || label.en : names[id] || id);
  return scores
    .slice(0, MOST_SCORES)
    .map(({ id, probability }) => ({ name: nameOf(id), probability, decided: id === label.id }));
}
