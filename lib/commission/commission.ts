import { aurocInterval, type Interval } from '../evaluation/intervals';
import { timestamp } from '../inspection/clock';
import { InspectionError } from '../inspection/errors';
import { regionsHash } from '../recipe/fit';
import type { Fit, RecipeJudgement } from '../recipe/recipe';
import { combine, type Combined } from './combined';
import type { ComparedPictures } from './compared';
import { foldsOf } from './folds';
import { DEFAULT_WISHES, fitLimits, type Limit, type Wishes } from './fit';
import { defectScore, outcomeOf } from './outcome';
import type { Known, Scored } from './score';
import { tally, type Tally } from './tally';
import { worthOf, type Worth } from './worth';

export interface ScoredPicture extends Known {
  /** How far it looks defective before any limit, 0..1. */
  score: number;
  /** What the fitted line says of it. */
  decision: string;
  says: string;
  thumbnail?: Uint8Array;
}

/** Whether good parts are compared with; `auto`: where the known pictures show that it helps. */
export type ComparisonWish = 'auto' | 'always' | 'never';

/** What commissioning found out, and the judgement it proposes. */
export interface Commissioning {
  judge: RecipeJudgement;
  fit: Fit;
  wishes: Wishes;
  limits: { ok: Limit; ng: Record<string, Limit> };
  /** How well the scores tell good from defective before any limit; null with pictures of one kind only. */
  auroc: { auroc: number; interval: Interval } | null;
  /** By words alone, 0..1. */
  scores: { good: boolean; score: number }[];
  /** Every picture judged by words with limits that were fitted without it, so that it counts as one that is new. */
  expected: Tally;
  /** What comparison with good parts adds, where the model can compare and there are enough of them. */
  combined?: Combined;
  /** Whether it is part of the proposed judgement. */
  used?: boolean;
  worth: { templates: Worth[]; labels: Worth[] };
  /** Most confusing first. */
  pictures: ScoredPicture[];
}

/**
 * Fits the limits of a judgement to pictures whose truth is known.
 *
 * @throws InspectionError ERR_OPTIONS without any good picture
 */
export function commission(
  scored: Scored[],
  judge: RecipeJudgement,
  templates: string[],
  own: { promptsHash: string },
  wishes: Wishes = DEFAULT_WISHES,
  { compared, wanted = 'auto' }: { compared?: ComparedPictures; wanted?: ComparisonWish } = {},
): Commissioning {
  const { labels, decision, regions } = judge;
  const [first] = scored;
  if (!first || !scored.some(({ good }) => good))
    throw new InspectionError('ERR_OPTIONS', { option: 'ok', reason: 'no good picture / 양품 사진 없음' });
  const fitted = fitLimits(scored, labels, decision, wishes);
  const score = (one: Scored) => defectScore(one, labels);
  const side = (good: boolean) => scored.filter((one) => one.good === good);
  const expected = foldsOf(scored).flatMap((fold) => {
    const others = scored.filter((one) => !fold.includes(one));
    const { labels: without } = fitLimits(others, labels, decision, wishes);
    return fold.map((one) => ({ good: one.good, decision: outcomeOf(one, without, decision).decision }));
  });
  const words = { auroc: aurocInterval(side(false).map(score), side(true).map(score)), expected: tally(expected) };
  const combined = compared && combine(compared, { labels: fitted.labels, decision }, wishes, words);
  const used = combined !== undefined && (wanted === 'always' || combined.helps === true);
  const reference = used ? combined.reference : undefined;
  const proposed: RecipeJudgement = { ...judge, labels: fitted.labels, reference };
  const pictures = scored.map(({ output: _seen, ...known }, index): ScoredPicture => {
    const { chance, judgement } = (used && combined.pictures[index]) || {
      chance: score(scored[index]!),
      judgement: outcomeOf(scored[index]!, fitted.labels, decision),
    };
    return { ...known, score: chance, decision: judgement.decision, says: judgement.label.id };
  });
  return {
    judge: proposed,
    fit: {
      model: first.output.model.id,
      promptsHash: own.promptsHash,
      picturesHash: first.output.picturesHash,
      regionsHash: regionsHash({ regions }),
      at: timestamp(),
      ok: side(true).length,
      ng: side(false).length,
    },
    wishes,
    limits: { ok: fitted.ok, ng: fitted.ng },
    auroc: words.auroc,
    scores: scored.map((one) => ({ good: one.good, score: score(one) })),
    expected: words.expected,
    worth: worthOf(scored, labels, templates),
    pictures: pictures.sort((a, b) => wrongness(b) - wrongness(a)),
    ...(combined && { combined, used }),
  };
}

const wrongness = ({ good, score }: ScoredPicture) => (good ? score : 1 - score);
