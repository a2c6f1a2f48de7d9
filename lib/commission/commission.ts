import { aurocInterval, type Interval } from '../evaluation/intervals';
import { timestamp } from '../inspection/clock';
import { InspectionError } from '../inspection/errors';
import { regionsHash } from '../recipe/fit';
import type { Fit, RecipeJudgement } from '../recipe/recipe';
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

/** What commissioning found out, and the judgement it proposes. */
export interface Commissioning {
  judge: RecipeJudgement;
  fit: Fit;
  wishes: Wishes;
  limits: { ok: Limit; ng: Record<string, Limit> };
  /** How well the scores tell good from defective before any limit; null with pictures of one kind only. */
  auroc: { auroc: number; interval: Interval } | null;
  /** Every picture judged by limits that were fitted without it, so that it counts as one that is new. */
  expected: Tally;
  worth: { templates: Worth[]; labels: Worth[] };
  /** Most confusing first. */
  pictures: ScoredPicture[];
}

/** Folds of the cross-validation; with fewer pictures each is left out alone. */
const FOLDS = 20;

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
): Commissioning {
  const { labels, decision, regions } = judge;
  const [first] = scored;
  if (!first || !scored.some(({ good }) => good))
    throw new InspectionError('ERR_OPTIONS', { option: 'ok', reason: 'no good picture / 양품 사진 없음' });
  const fitted = fitLimits(scored, labels, decision, wishes);
  const proposed: RecipeJudgement = { ...judge, labels: fitted.labels };
  const score = (one: Scored) => defectScore(one, labels);
  const side = (good: boolean) => scored.filter((one) => one.good === good);
  const pictures = scored.map(({ output: _, ...known }, index): ScoredPicture => {
    const judgement = outcomeOf(scored[index]!, fitted.labels, decision);
    return { ...known, score: score(scored[index]!), decision: judgement.decision, says: judgement.label.id };
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
    auroc: aurocInterval(side(false).map(score), side(true).map(score)),
    expected: tally(
      foldsOf(scored).map((fold) => {
        const others = scored.filter((one) => !fold.includes(one));
        return { scored: fold, setting: { labels: fitLimits(others, labels, decision, wishes).labels, decision } };
      }),
    ),
    worth: worthOf(scored, labels, templates),
    pictures: pictures.sort((a, b) => wrongness(b) - wrongness(a)),
  };
}

const wrongness = ({ good, score }: ScoredPicture) => (good ? score : 1 - score);

function foldsOf(scored: Scored[]): Scored[][] {
  const count = Math.min(FOLDS, scored.length);
  return Array.from({ length: count }, (_, fold) => scored.filter((_one, index) => index % count === fold));
}
