import { boundingBox, boxIou, contains } from '../../lib/evaluation/boxes';
import type { LabelledPicture } from '../../lib/evaluation/dataset/manifest';
import { readPicture } from '../../lib/imaging/input';
import type { Engine } from '../../lib/inference';
import { beginInspection } from '../../lib/inspection/identity';
import type { Label } from '../../lib/inspection/labels';
import type { Decision, Inspection, Region } from '../../lib/inspection/record';
import { caption } from '../../lib/stages/caption';
import { judge } from '../../lib/stages/judge';
import type { Line } from '../../lib/stages/line';
import { measure } from '../../lib/stages/measure';
import { isInside, maskIou, regionOverlap, type Mask } from '../../lib/evaluation/overlap';
import { readMask, trueMask } from '../masks';
import { compareLook, comparePlaces, type Seen } from './seen';

/** What the product said of one labelled picture, beside the truth. */
export interface Outcome {
  truth: LabelledPicture;
  inspection?: Inspection;
  error?: string;
  /** What the line decided. */
  decision?: Decision;
  /** Sum of the probabilities of all defect labels. */
  defectScore?: number;
  /** Label id of the truth and of the best label among defects and the normal ones (`ok`). */
  truthLabel?: string;
  decidedLabel?: string;
  /** Judgement's wall time, ms. */
  latency?: number;
  maskIou?: number | null;
  regionOverlap?: number | null;
  boxIou?: number;
  lengthError?: number;
  pointed?: boolean;
  /** Where its likeliest defect is seen. */
  seen?: Seen;
  /** Whether the captioner looked at the defect as it wrote a defect's word. */
  looked?: boolean;
  captionSays?: { noun: boolean; place: boolean; material: boolean };
}

export interface Scope {
  captions: boolean;
  measure: boolean;
  /** Ask why, too. */
  why?: boolean;
}

/** Judges, and on wish measures and describes, one labelled picture. Failures are part of the outcome. */
export async function evaluatePicture(
  engine: Engine,
  line: Line,
  truth: LabelledPicture,
  scope: Scope,
): Promise<Outcome> {
  try {
    const { picture } = await readPicture(truth.file);
    const inspection = beginInspection({ source: truth.file }, {});
    const context = { engine, picture, inspection };
    const started = performance.now();
    const judgement = await judge(context, line.judge);
    const latency = performance.now() - started;
    const kinds = new Map(line.judge.labels.map((label) => [label.id, label.kind]));
    const defects = judgement.scores
      .filter(({ id }) => kinds.get(id) === 'defect')
      .map(({ probability }) => probability);
    const defectScore =
      judgement.scoring === 'sigmoid' ? Math.max(0, ...defects) : defects.reduce((sum, chance) => sum + chance, 0);
    const classes = judgement.scores.filter(({ id }) => ['defect', 'normal'].includes(kinds.get(id) ?? ''));
    const decided = classes[0]?.id ?? '';
    const outcome: Outcome = {
      truth,
      inspection,
      decision: judgement.decision,
      latency,
      defectScore,
      truthLabel: truthLabel(truth, line.judge.labels),
      decidedLabel: kinds.get(decided) === 'normal' ? 'ok' : decided,
    };
    if (scope.measure && truth.has_defect && (truth.mask || truth.segments || truth.boxes))
      await compareRegions(outcome, context, line);
    if (scope.why) outcome.seen = await comparePlaces(context, truth);
    if (scope.captions) {
      outcome.captionSays = compareCaption((await caption(context, line.caption)).text, truth, line.judge.labels);
      const { model } = line.caption;
      if (scope.why) outcome.looked = await compareLook(context, truth, { model, glossary: line.translate.glossary });
    }
    return outcome;
  } catch (thrown) {
    return { truth, error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function truthLabel(truth: LabelledPicture, labels: Label[]): string | undefined {
  if (!truth.has_defect) return 'ok';
  const name = truth.label_en?.toLowerCase();
  return labels.find(({ id, en, kind }) => kind === 'defect' && (id === name || en.toLowerCase() === name))?.id ?? name;
}

async function compareRegions(outcome: Outcome, context: Parameters<typeof measure>[0], line: Line): Promise<void> {
  const { truth } = outcome;
  const { mask, picture } = await measure(context, { ...line.measure, overlay: 0, mask: true });
  const regions: Region[] = context.inspection.regions ?? [];
  const largest = regions[0];
  const truthBox = truth.boxes && boundingBox(truth.boxes);
  const foundBox = boundingBox(regions.map(({ bbox }) => bbox));
  if (truthBox) outcome.boxIou = foundBox ? boxIou(truthBox, foundBox) : 0;
  const real = await trueMask(truth, picture);
  if (real && mask) {
    const found = await readMask(mask);
    outcome.maskIou = maskIou(real, found);
    outcome.regionOverlap = regionOverlap(real, found);
    outcome.pointed = largest ? isInside(real, largest.center) || overlapsPeak(largest, real) : false;
  } else if (truthBox) {
    outcome.pointed = largest ? contains(truthBox, largest.center) : false;
  }
  if (truth.length_px && largest) outcome.lengthError = Math.abs(largest.length.px - truth.length_px) / truth.length_px;
}

/** A curved region's centroid may lie beside it; then any corner of its outline counts. */
function overlapsPeak(region: Region, mask: Mask): boolean {
  return region.polygon.filter((point) => isInside(mask, point)).length * 2 > region.polygon.length;
}

function compareCaption(text: string, truth: LabelledPicture, labels: Label[]): NonNullable<Outcome['captionSays']> {
  const says = (words: string | undefined) => words !== undefined && words !== '' && text.includes(words);
  const name = labels.find(({ id }) => id === truthLabel(truth, labels))?.en ?? truth.label_en;
  const noun = truth.has_defect ? says(name) : /without any defect|no defect|free of defects|good part/.test(text);
  return { noun, place: says(truth.place?.replaceAll('_', ' ')), material: says(materialWords(truth)) };
}

/** The material as the reference caption words it: `… of a ground metal surface`, `a clean painted surface …`. */
function materialWords({ captions }: LabelledPicture): string | undefined {
  return /(?:of an?|clean|good|the) ([a-z -]+?) surface/.exec(captions?.[0] ?? '')?.[1];
}
