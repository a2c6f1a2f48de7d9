import type { ReferenceMemory } from '../reference/memory';
import { MOST_PICTURES } from '../reference/memory';
import { restored } from '../reference/open';
import { storeReference, type StoredReference } from '../reference/file';
import { timestamp } from '../inspection/clock';
import { InspectionError } from '../inspection/errors';
import { inOrder } from '../in-order';
import type { KnownPicture, Learning } from './learn';
import { score, type Scored } from './score';
import type { Variants } from './variants';

/** Folds of the good pictures; each is compared with what the others teach. */
const FOLDS = 4;
/** With fewer the folds would learn from next to nothing. */
export const LEAST_GOOD = 4;
/** Pictures that are worked on at a time. */
const AT_ONCE = 4;

/** What comparing the known pictures with good parts gave. */
export interface ComparedPictures {
  /** Of all good pictures, or 50 of them: what the line would compare with. */
  memory: StoredReference;
  /** In the order of the pictures; none was compared with what it taught itself. */
  scored: Scored[];
}

/**
 * Learns what good parts look like, and compares all known pictures with it: bad ones with what all good ones teach, each
 * good one with what those of other folds do, so that no limit is fitted to a picture that was learnt.
 *
 * @returns nothing where the model cannot compare, or with too few good pictures
 */
export async function comparePictures(
  known: KnownPicture[],
  prompts: Variants,
  learning: Learning,
): Promise<ComparedPictures | undefined> {
  const good = known.filter((one) => one.good);
  if (good.length < LEAST_GOOD) return undefined;
  const memory = await learnt(good, learning).catch((thrown: unknown) => {
    if (InspectionError.from(thrown).code === 'ERR_REFERENCE_MODEL') return undefined;
    throw thrown;
  });
  if (!memory) return undefined;
  const folds = Array.from({ length: FOLDS }, (_, fold) => good.filter((_one, index) => index % FOLDS === fold));
  const seen = new Map<KnownPicture, Scored>();
  const compare = async (pictures: KnownPicture[], reference: ReferenceMemory) => {
    const { engine, model, judge, signal, onStep } = learning;
    await inOrder(pictures, AT_ONCE, async ({ picture, ...one }, index) => {
      const options = { regions: judge.regions, reference, signal };
      seen.set(pictures[index]!, await score(engine, model, prompts, await picture(), one, options));
      onStep();
    });
  };
  const bad = known.filter((one) => !one.good);
  await compare(bad, restored(memory));
  for (const fold of folds) {
    const others = await learnt(
      good.filter((one) => !fold.includes(one)),
      learning,
    );
    await compare(fold, restored(others));
  }
  return { memory, scored: known.map((one) => seen.get(one)!) };
}

/** What up to 50 of the pictures teach, evenly chosen. */
async function learnt(good: KnownPicture[], { engine, model, judge, signal }: Learning): Promise<StoredReference> {
  const step = Math.max(1, good.length / MOST_PICTURES);
  const chosen = good.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step));
  const pictures = await inOrder(chosen.slice(0, MOST_PICTURES), AT_ONCE, ({ picture }) => picture());
  const { roi, centreCrop, clahe } = judge.regions;
  const { output } = await engine.run('learn', { pictures, model, roi, centreCrop, clahe }, { signal, timeoutMs: 0 });
  return storeReference({ ...output.memory, learntAt: timestamp() });
}
