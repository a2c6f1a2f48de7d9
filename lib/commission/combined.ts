import { aurocInterval, type Interval } from '../evaluation/intervals';
import { decide } from '../inspection/decide';
import type { DecisionOptions, Label } from '../inspection/labels';
import type { Judgement } from '../inspection/record';
import { chanceOf, joinReference, sumOf } from '../inspection/unlike';
import type { RecipeReference } from '../recipe/recipe';
import type { ComparedPictures } from './compared';
import { fitEdges, optionsOf, type Edges } from './edges';
import type { Wishes } from './fit';
import { foldsOf } from './folds';
import { tally, type Tally } from './tally';

/** What comparison with good parts adds to the words. */
export interface Combined {
  /** As a recipe holds it. */
  reference: RecipeReference;
  edges: Edges;
  auroc: { auroc: number; interval: Interval } | null;
  /** Every picture judged by limits that were fitted without it, each good one by a memory without it, too. */
  expected: Tally;
  /** Chance of NG by the sum, and what is said of it, in the order of the pictures. */
  pictures: { chance: number; judgement: Judgement }[];
  /** Whether it tells the known pictures apart better than words do; undefined without bad ones. */
  helps?: boolean;
}

interface Words {
  auroc: { auroc: number } | null;
  expected: Tally;
}

/** Fits where words and comparison joined decide. */
export function combine(
  { memory, scored }: ComparedPictures,
  { labels, decision }: { labels: Label[]; decision: DecisionOptions },
  wishes: Wishes,
  words: Words,
): Combined {
  const facts = scored.map(({ output }) => ({ ...output, reference: output.reference! }));
  const summed = scored.map(({ good }, index) => ({ good, sum: sumOf(facts[index]!, labels) }));
  const edges = fitEdges(summed, wishes);
  const judged = (index: number, options: { limit: number; band: number }) =>
    joinReference(decide(facts[index]!, labels, decision), facts[index]!, labels, decision, {
      rule: 'sum',
      ...options,
    });
  const outcomes = foldsOf(scored.map((_, index) => index)).flatMap((fold) => {
    const others = summed.filter((_, index) => !fold.includes(index));
    const options = optionsOf(fitEdges(others.some(({ good }) => good) ? others : summed, wishes));
    return fold.map((index) => ({ good: scored[index]!.good, decision: judged(index, options).decision }));
  });
  const options = optionsOf(edges);
  const sums = (good: boolean) => summed.filter((one) => one.good === good).map(({ sum }) => sum);
  const auroc = aurocInterval(sums(false), sums(true));
  const expected = tally(outcomes);
  return {
    reference: { rule: 'sum', ...options, hash: memory.hash, memory },
    edges,
    auroc,
    expected,
    pictures: summed.map(({ sum }, index) => ({
      chance: chanceOf(sum - options.limit),
      judgement: judged(index, options),
    })),
    ...(auroc && words.auroc && { helps: isBetter({ auroc, expected }, words) }),
  };
}

/** More pictures decided rightly, or as many and told apart better; and no more defective ones let through. */
function isBetter(combined: Words, words: Words): boolean {
  const right = ({ expected: { good, bad } }: Words) => good.ok.hits + bad.ng.hits;
  const missed = ({ expected }: Words) => expected.bad.ok.hits;
  const gained = right(combined) - right(words);
  const apart = combined.auroc!.auroc - words.auroc!.auroc;
  return missed(combined) <= missed(words) && (gained > 0 || (gained === 0 && apart > 0));
}
