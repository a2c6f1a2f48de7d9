import type { ClipInput, ClipOutput, Engine, Picture } from '../inference';
import type { RecipeJudgement } from '../recipe/recipe';
import type { Variants } from './variants';

/** A picture whose truth a person knows. */
export interface Known {
  /** A file, or what else tells a person which picture it is. */
  name: string;
  good: boolean;
  /** Id of the defect's label, where the person said. */
  label?: string;
}

/** What the model says of a known picture, with every set of prompts. */
export interface Scored extends Known {
  output: Pick<ClipOutput, 'regions' | 'scoring' | 'promptsHash' | 'picturesHash' | 'model'>;
  thumbnail?: Uint8Array;
}

const THUMBNAIL = 160;

/** Runs the judging model over one picture. */
export async function score(
  engine: Engine,
  model: string,
  variants: Variants,
  regions: RecipeJudgement['regions'],
  picture: Picture,
  known: Known,
  signal?: AbortSignal,
): Promise<Scored> {
  const input: ClipInput = { picture, model, labels: variants.prompts, ...regions, thumbnail: THUMBNAIL };
  const { output } = await engine.run('clip', input, { signal, frameId: known.name });
  const { thumbnail, regions: seen, scoring, promptsHash, picturesHash, model: use } = output;
  return { ...known, output: { regions: seen, scoring, promptsHash, picturesHash, model: use }, thumbnail };
}
