import type { ClipOutput, FineOutput, FineTile } from '../inference/jobs';
import { judgeRegion, probabilities } from './decide';
import type { FineUse } from './fine-use';
import type { DecisionOptions, Label } from './labels';
import type { Box, Decision, Judgement } from './record';

export interface FineOptions {
  /** Least share of a tile's side that neighbours have in common, 0..0.8. */
  overlap: number;
  /** For the whole judgement, ms; 0: all tiles, however long that takes. */
  budgetMs: number;
  /** Score from which a tile is NG; of {@link TILE_LIMITS} when absent. */
  limit?: number;
}

/**
 * Scores from which a tile is NG when its lowest look still has as much: of models that tell of their cells, and of those
 * that have words only. The first was found for starter-clip on renderings for development (docs/tiles.md): nearly all
 * visible scratches reached it, and hardly any good surface. The second means odds of 90 to 1.
 */
export const TILE_LIMITS = { cells: 7, words: 4.5 };

/** Share of the limit from which a tile is doubtful, and looked at again. */
export const DOUBT = 0.75;

const WORST_LAST: Decision[] = ['ok', 'review', 'ng'];

type Facts = Pick<ClipOutput, 'fine' | 'scoring' | 'regions'>;

/**
 * Joins what was judged so far with what tiles at full resolution show: the worse of the two counts. A tile is NG when every
 * look at it reaches the limit; between three quarters of that and the limit, or where the time did not allow to look again,
 * the picture goes to review. Other tiles say nothing: a look-alike or a doubt among hundreds would send every picture there.
 *
 * The whole of a big frame, whose details are gone, is not what a model was trained with. Where only its words say NG and
 * every tile was seen and none is, the two contradict each other, and a person decides; unless the thresholds were fitted on
 * whole pictures of this product.
 */
export function joinFine(
  judgement: Judgement,
  { fine, scoring, regions }: Facts,
  labels: Label[],
  decision: DecisionOptions,
  { budgetMs, fitted }: FineOptions & { fitted?: boolean },
): Judgement {
  if (!fine) return judgement;
  const said = !fitted && isContradicted(judgement, fine) ? { ...judgement, ...DOUBTFUL } : judgement;
  const [worst] = [...fine.tiles].sort((a, b) => rank(b, fine) - rank(a, fine) || b.score - a.score);
  const tiles = useOf(fine, worst, regions[0]!.box, budgetMs);
  if (!worst || rank(worst, fine) <= WORST_LAST.indexOf(said.decision)) return { ...said, tiles };
  const chances = probabilities(worst.logits, scoring, labels.length);
  const ng = decisionOf(worst, fine) === 'ng';
  return {
    ...judgement,
    ...judgeRegion(chances, labels, scoring, decision),
    ...named(chances, labels, scoring),
    ...(ng ? { decision: 'ng' as const, reason: 'defect' as const } : DOUBTFUL),
    region: worst.box,
    tiles,
  };
}

const DOUBTFUL: Pick<Judgement, 'decision' | 'reason'> = { decision: 'review', reason: 'below-threshold' };

const isContradicted = ({ decision, region, reference }: Judgement, fine: FineOutput) =>
  decision === 'ng' &&
  !region &&
  !reference &&
  fine.unseen.length === 0 &&
  fine.tiles.every((tile) => decisionOf(tile, fine) !== 'ng');

function decisionOf({ score, looks }: FineTile, { limit }: FineOutput): Decision {
  if (looks > 1 && score >= limit) return 'ng';
  return score >= DOUBT * limit ? 'review' : 'ok';
}

const rank = (tile: FineTile, fine: FineOutput) => WORST_LAST.indexOf(decisionOf(tile, fine));

/** The likeliest defect of a tile, and how likely any of them is. */
function named(chances: number[], labels: Label[], scoring: ClipOutput['scoring']) {
  const defects = labels
    .map((label, index) => ({ label, chance: chances[index]! }))
    .filter(({ label }) => label.kind === 'defect')
    .sort((a, b) => b.chance - a.chance);
  const { id, en, ko } = defects[0]!.label;
  const probability = scoring === 'softmax' ? defects.reduce((sum, { chance }) => sum + chance, 0) : defects[0]!.chance;
  return {
    label: { id, en: en || ko, ko: ko || en },
    probability,
    margin: Math.max(0, 2 * probability - 1),
  };
}

function useOf(fine: FineOutput, worst: FineTile | undefined, region: Box, budgetMs: number): FineUse {
  const { total, seen, unseen, spentMs, limit, tiles } = fine;
  return {
    total,
    seen,
    unseen,
    unseenShare: areaOf(unseen) / areaOf([region]),
    ...(budgetMs > 0 && { budgetMs }),
    spentMs,
    limit,
    suspects: tiles.filter((tile) => decisionOf(tile, fine) === 'ng').length,
    ...(worst && { score: worst.score, worst: worst.box }),
  };
}

const areaOf = (boxes: Box[]) => boxes.reduce((sum, [, , width, height]) => sum + width * height, 0);
