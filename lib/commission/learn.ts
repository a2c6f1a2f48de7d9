import type { Engine, Picture } from '../inference';
import { inOrder } from '../in-order';
import type { RecipeJudgement } from '../recipe/recipe';
import { promptOptionsOf } from '../stages/prompt-sets';
import { commission, type Commissioning, type ComparisonWish } from './commission';
import { comparePictures, LEAST_GOOD } from './compared';
import type { Wishes } from './fit';
import { score, type Known, type Scored } from './score';
import { variantsOf } from './variants';

/** A known picture, and how to get at it. */
export type KnownPicture = Known & { picture(): Promise<Picture> };

/** Pictures that are worked on at a time. */
const AT_ONCE = 4;

export interface Learning {
  engine: Engine;
  model: string;
  /** Where it begins: labels, templates and regions stay, limits are fitted. */
  judge: RecipeJudgement;
  wishes: Wishes;
  /** Default `auto`. */
  comparison?: ComparisonWish;
  signal?: AbortSignal;
  /** Called after each picture, with comparison twice. */
  onStep(): void;
}

/** How often `onStep` is called at most. */
export const stepsOf = (known: Known[], comparison: ComparisonWish = 'auto'): number =>
  comparison === 'never' || known.filter(({ good }) => good).length < LEAST_GOOD ? known.length : 2 * known.length;

/**
 * Lets the model look at all known pictures and fits a product's limits to them.
 *
 * @throws InspectionError what a picture's decoding throws; as `commission`
 */
export async function learnLimits(known: KnownPicture[], learning: Learning): Promise<Commissioning> {
  const { engine, model, judge, wishes, signal, onStep, comparison = 'auto' } = learning;
  const variants = variantsOf(judge.labels, judge.templates, await promptOptionsOf(model));
  const scoreBy = async (set: typeof variants, { picture, ...one }: KnownPicture): Promise<Scored> =>
    score(engine, model, set, await picture(), one, { regions: judge.regions, signal });
  const plain = { ...variants, prompts: variants.prompts.slice(0, judge.labels.length) };
  const [scored, own] = await Promise.all([
    inOrder(known, AT_ONCE, (one) => scoreBy(variants, one).finally(onStep)),
    known[0] && scoreBy(plain, known[0]),
  ]);
  const compared = comparison === 'never' ? undefined : await comparePictures(known, plain, learning);
  const { promptsHash = '' } = own?.output ?? {};
  return commission(scored, judge, variants.templates, { promptsHash }, wishes, { compared, wanted: comparison });
}
