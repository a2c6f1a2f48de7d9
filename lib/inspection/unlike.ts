import type { ClipOutput, ReferenceOutput } from '../inference/jobs';
import { probabilities } from './decide';
import type { DecisionOptions, Label, LabelKind } from './labels';
import { isUnknown, overallOf } from './open-set';
import type { Decision, Judgement } from './record';
import type { ReferenceRule } from './reference-use';

export interface UnlikeOptions {
  rule: ReferenceRule;
  /** Least sum (`sum`) or least z (`either`, `both`) from which a part is not good; the rule's own when absent. */
  limit?: number;
  /** With `sum`: half the width of review around the limit; absent: as threshold and margin say. */
  band?: number;
  /**
   * Overall distance ({@link overallOf}) from which on a picture that is not NG shows nothing that good parts show: review; absent: off, but
   * from {@link FAR} on `sum` calls no picture OK.
   */
  beyond?: number;
}

/**
 * Found on rendered lines for development (docs/reference-gate.md): a `sum` of 7.9, at which review ends with the threshold of
 * 0.6, misses about one visible defect in twenty; no good part of those lines had a z of 5.
 */
export const LIMITS: Record<ReferenceRule, number> = { sum: 7.15, either: 5, both: 5, words: 5 };

/** What the sum is divided by before it counts as log-odds of NG: at a threshold of 0.6, 0.75 to either side is review. */
const SOFTNESS = 1.85;

/** What the words' odds count beside what is seen at the worst place, and from where to where they count. */
const WORDS = { weight: 0.25, least: -2, most: 6 };

/** Another product, or none: half of the places are this far from good parts. Look-alikes of a whole picture come near it. */
export const FAR = 6;

/** Spread of the words' odds on good parts that counts as usual, and as how many pictures. */
const PRIOR = { spread: 1, weight: 5 };
/** How far below even odds the words must stay on good parts before they are believed as they are. */
const DISTANCE = 2;

type Facts = Pick<ClipOutput, 'regions' | 'scoring'> & {
  reference: Pick<ReferenceOutput, 'z' | 'excess' | 'trust' | 'box' | 'goodLogits' | 'cells'>;
};

/**
 * Joins what the words said with how a picture differs from good parts.
 *
 * `either`: the worse of the two. `both`: NG when both say so, OK when both do, else review. `words`: the words decide, but
 * what they call OK and is unlike good parts goes to review. `sum`: how much the worst
 * place looks like a defect that good parts do not have, which needs no word for it, plus a quarter of the odds of a defect in
 * the words' eyes, made smaller where they waver on the good parts themselves; from its distance to the limit comes the
 * probability of NG, and threshold and margin apply as they do to words.
 */
export function joinReference(
  words: Judgement,
  output: Facts,
  labels: Label[],
  decision: DecisionOptions,
  { rule, limit = LIMITS[rule], band, beyond }: UnlikeOptions,
): Judgement {
  const { z, excess, box, cells } = output.reference;
  const overall = overallOf(cells);
  const known =
    rule === 'sum' ? bySum(words, output, labels, decision, { limit, band }) : bySides(words, z, limit, rule);
  const from = beyond ?? (rule === 'sum' && known.decision === 'ok' ? FAR : Infinity);
  const far = known.decision !== 'ng' && overall >= from;
  const joined: Joined = far ? { ...known, decision: 'review', reason: 'far-from-reference' } : known;
  const rest: Judgement = { ...words, ...joined };
  delete rest.region;
  const region = rest.reason === 'unlike-reference' ? box : words.region;
  const label = labelFor(rest, labels);
  const told = { rule, z, excess, limit, box, overall, ...(beyond !== undefined && { beyond }) };
  const reference = { ...told, ...(rule === 'sum' && { sum: sumOf(output, labels) }) };
  return { ...rest, label, reference, ...(region && { region }) };
}

/**
 * What `sum` adds up: excess, and log-odds of a defect in the words' eyes at the worst region, steadied by the good parts and
 * believed as far as the model's own odds are.
 */
export function sumOf(output: Facts, labels: Label[]): number {
  const { excess, trust, goodLogits } = output.reference;
  const own = output.regions.map(({ logits }) => oddsOf(logits, labels, output.scoring));
  const good = goodLogits.map((logits) => oddsOf(logits, labels, output.scoring));
  const words = Math.min(WORDS.most, Math.max(WORDS.least, steadied(Math.max(...own), good)));
  return excess + trust * WORDS.weight * words;
}

/** Probability of NG of a sum so far beyond the limit. */
export const chanceOf = (beyond: number): number => 1 / (1 + Math.exp(-beyond / SOFTNESS));

/** Log-odds of a defect in the words' eyes. */
export function oddsOf(logits: number[], labels: Pick<Label, 'kind'>[], scoring: ClipOutput['scoring']): number {
  const { defect } = kinds(logits, labels, scoring);
  return Math.log(defect + LEAST) - Math.log(1 - defect + LEAST);
}

type Joined = Pick<Judgement, 'decision' | 'reason' | 'probability' | 'margin'>;

function bySides(words: Judgement, z: number, limit: number, rule: 'either' | 'both' | 'words'): Joined {
  const unlike = z >= limit;
  if (rule === 'words' && (!unlike || words.decision !== 'ok')) return words;
  if (!unlike && (rule === 'either' || words.decision !== 'ng')) return words;
  if (unlike && words.decision === 'ng') return words;
  if (!unlike) return { ...words, decision: 'review', reason: 'below-threshold' };
  return { decision: rule === 'either' ? 'ng' : 'review', ...unlikeBy(z - limit) };
}

function bySum(
  words: Judgement,
  output: Facts,
  labels: Label[],
  options: DecisionOptions,
  { limit, band }: { limit: number; band: number | undefined },
): Joined {
  const beyond = sumOf(output, labels) - limit;
  const chance = chanceOf(beyond);
  const [ng, probability] = chance >= 0.5 ? [true, chance] : [false, 1 - chance];
  const margin = 2 * probability - 1;
  const told = { probability, margin };
  if (isUnknown(words.reason) && !ng) return words;
  const close = band === undefined ? probability < options.threshold : Math.abs(beyond) < band;
  if (close) return { ...told, decision: 'review', reason: 'below-threshold' };
  if (band === undefined && margin < options.margin) return { ...told, decision: 'review', reason: 'small-margin' };
  if (ng) return { ...told, decision: 'ng', reason: words.decision === 'ng' ? 'defect' : 'unlike-reference' };
  return { ...told, decision: 'ok', reason: 'normal' };
}

function unlikeBy(distance: number): Pick<Joined, 'reason' | 'probability' | 'margin'> {
  const probability = 1 / (1 + Math.exp(-distance));
  return { reason: 'unlike-reference', probability, margin: 2 * probability - 1 };
}

type Chances = Record<LabelKind, number>;

function kinds(logits: number[], labels: Pick<Label, 'kind'>[], scoring: ClipOutput['scoring']): Chances {
  const sums: Chances = { defect: 0, normal: 0, 'look-alike': 0, other: 0 };
  probabilities(logits, scoring, labels.length).forEach((chance, index) => {
    const { kind } = labels[index]!;
    sums[kind] = scoring === 'softmax' ? sums[kind] + chance : Math.max(sums[kind], chance);
  });
  return sums;
}

const LEAST = 1e-6;

/** Less sure where those of good parts spread or come near even. */
function steadied(own: number, good: number[]): number {
  const mean = good.reduce((sum, each) => sum + each, 0) / good.length;
  const squares = good.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const spread = Math.sqrt((squares + PRIOR.weight * PRIOR.spread ** 2) / (good.length - 1 + PRIOR.weight));
  return (own - Math.max(0, Math.max(...good) + DISTANCE)) / Math.max(1, spread);
}

const KIND_OF: Record<Decision, LabelKind[]> = {
  ng: ['defect'],
  ok: ['normal'],
  review: ['look-alike', 'defect', 'other', 'normal'],
};

/** The likeliest label that fits the decision; of a part to review, simply the likeliest. */
function labelFor(
  { decision, scores, label }: Pick<Judgement, 'decision' | 'scores' | 'label'>,
  labels: Label[],
): Judgement['label'] {
  const byId = new Map(labels.map((each) => [each.id, each]));
  const best = scores.map(({ id }) => byId.get(id)).find((each) => each && KIND_OF[decision].includes(each.kind));
  return best ? { id: best.id, en: best.en || best.ko, ko: best.ko || best.en } : label;
}
