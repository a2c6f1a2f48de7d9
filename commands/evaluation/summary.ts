import { confusionOf, perClass, topOne, type ClassFigures, type Confusion } from '../../lib/evaluation/confusion';
import { calibrationOf } from '../../lib/evaluation/calibration';
import { aurocInterval, type Interval } from '../../lib/evaluation/intervals';
import {
  auroc,
  averagePrecision,
  median,
  percentile,
  precisionRecallOf,
  rocOf,
  type Scored,
} from '../../lib/evaluation/ranking';
import type { Decision, ModelUse } from '../../lib/inspection/record';
import { regionCurve } from '../../lib/evaluation/region-curve';
import type { Outcome } from './picture';

/** The machine-readable figures of `evaluate`; what cannot be computed is null, never 0. */
export interface Summary {
  n: number;
  errors: number;
  auroc: number | null;
  /** 95 %. */
  auroc_interval: Interval | null;
  average_precision: number | null;
  top1: number | null;
  per_class: Record<string, ClassFigures>;
  per_source: Record<string, { n: number; auroc: number | null }>;
  /** What the line decided of good and of defective parts. */
  decisions: Record<'good' | 'defective', Record<Decision, number>>;
  roc: ReturnType<typeof rocOf>;
  precision_recall: ReturnType<typeof precisionRecallOf>;
  /** Whether the defect score can be read as a chance. */
  calibration: ReturnType<typeof calibrationOf>;
  mask_iou_median: number | null;
  /** Mean share of each true region that was found. */
  region_overlap: number | null;
  box_iou_median: number | null;
  length_error_median: number | null;
  pointing_game: number | null;
  /** Where the likeliest defect is seen, by the words it was judged with. */
  why: WhySummary | null;
  caption: CaptionSummary | null;
  latency_ms: { p50: number | null; p99: number | null };
  models: Record<string, ModelUse>;
  confusion: Confusion;
}

export interface CaptionSummary {
  noun: number | null;
  place: number | null;
  material: number | null;
  shortest_words: number | null;
  /** As of {@link WhySummary}, of where the captioner looked as it wrote a defect's word; null where that was not asked. */
  pointing_game: number | null;
}

export interface WhySummary {
  n: number;
  method: string;
  /** Share of the defects at which the strongest cell lies, with a tolerance of 15 pixels at a side of 224. */
  pointing_game: number | null;
  /** Area under the per-region overlap, up to 30 % of normal pixels. */
  aupro: number | null;
  region_curve: [normal: number, overlap: number][] | null;
  latency_ms: { p50: number | null; p99: number | null };
}

export function summarise(outcomes: Outcome[]): Summary {
  const done = outcomes.filter(({ error }) => error === undefined);
  const answers = done.flatMap(({ truthLabel, decidedLabel }) =>
    truthLabel && decidedLabel ? [{ truth: truthLabel, decided: decidedLabel }] : [],
  );
  const scored = done.map(scoreOf);
  const confusion = confusionOf(answers);
  const latencies = defined(done, 'latency');
  return {
    n: outcomes.length,
    errors: outcomes.length - done.length,
    auroc: auroc(scored),
    auroc_interval: intervalOf(scored),
    average_precision: averagePrecision(scored),
    top1: topOne(answers),
    per_class: perClass(confusion),
    per_source: perSource(done),
    decisions: { good: decisionsOf(done, false), defective: decisionsOf(done, true) },
    roc: rocOf(scored),
    precision_recall: precisionRecallOf(scored),
    calibration: calibrationOf(scored),
    mask_iou_median: median(defined(done, 'maskIou')),
    region_overlap: mean(defined(done, 'regionOverlap')),
    box_iou_median: median(defined(done, 'boxIou')),
    length_error_median: median(defined(done, 'lengthError')),
    pointing_game: share(defined(done, 'pointed')),
    why: whyFigures(done),
    caption: captionFigures(done),
    latency_ms: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
    models: Object.assign({}, ...done.map(({ inspection }) => inspection?.models ?? {})) as Record<string, ModelUse>,
    confusion,
  };
}

function intervalOf(scored: Scored[]): Interval | null {
  const side = (positive: boolean) => scored.filter((one) => one.positive === positive).map(({ score }) => score);
  return aurocInterval(side(true), side(false))?.interval ?? null;
}

function decisionsOf(done: Outcome[], defective: boolean): Record<Decision, number> {
  const counts = { ok: 0, ng: 0, review: 0 };
  for (const { truth, decision } of done) if (truth.has_defect === defective && decision) counts[decision]++;
  return counts;
}

const mean = (values: number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

export const scoreOf = ({ defectScore = 0, truth }: Outcome) => ({ score: defectScore, positive: truth.has_defect });

function perSource(done: Outcome[]): Summary['per_source'] {
  const sources = Map.groupBy(done, ({ truth }) => truth.source ?? truth.material ?? 'all');
  return Object.fromEntries(
    [...sources].map(([name, own]) => [name, { n: own.length, auroc: auroc(own.map(scoreOf)) }]),
  );
}

function whyFigures(done: Outcome[]): WhySummary | null {
  const seen = defined(done, 'seen');
  if (seen.length === 0) return null;
  const curve = regionCurve(seen.flatMap(({ sample }) => sample ?? []));
  const latencies = seen.map(({ latency }) => latency);
  return {
    n: seen.length,
    method: seen[0]!.method,
    pointing_game: share(seen.flatMap(({ pointed }) => pointed ?? [])),
    aupro: curve?.area ?? null,
    region_curve: curve?.points ?? null,
    latency_ms: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
  };
}

function captionFigures(done: Outcome[]): Summary['caption'] {
  const said = done.flatMap(({ captionSays, truth }) => (captionSays ? [{ ...captionSays, truth }] : []));
  if (said.length === 0) return null;
  const defective = said.filter(({ truth }) => truth.has_defect);
  const words = done.flatMap(({ inspection }) => inspection?.caption?.text.split(/\s+/).length ?? []);
  return {
    noun: share(defective.map(({ noun }) => noun)),
    place: share(defective.filter(({ noun }) => noun).map(({ place }) => place)),
    material: share(said.filter(({ truth }) => truth.material).map(({ material }) => material)),
    shortest_words: words.length ? Math.min(...words) : null,
    pointing_game: share(defined(done, 'looked')),
  };
}

function share(values: boolean[]): number | null {
  return values.length === 0 ? null : values.filter(Boolean).length / values.length;
}

function defined<K extends keyof Outcome>(outcomes: Outcome[], key: K): NonNullable<Outcome[K]>[] {
  return outcomes.flatMap((outcome) =>
    outcome[key] === undefined || outcome[key] === null ? [] : [outcome[key]],
  ) as NonNullable<Outcome[K]>[];
}
