import type { ClipInput, ClipOutput, Engine, Picture } from '../inference';
import type { RecipeJudgement } from '../recipe/recipe';
import type { ReferenceMemory } from '../reference/memory';
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
  output: Pick<ClipOutput, 'regions' | 'scoring' | 'promptsHash' | 'picturesHash' | 'model' | 'reference'>;
  thumbnail?: Uint8Array;
}

const THUMBNAIL = 160;

export interface Scoring {
  regions: RecipeJudgement['regions'];
  /** Good parts to compare with. */
  reference?: ReferenceMemory;
  signal?: AbortSignal;
}

/** Runs the judging model over one picture. */
export async function score(
  engine: Engine,
  model: string,
  variants: Variants,
  picture: Picture,
  known: Known,
  { regions, reference, signal }: Scoring,
): Promise<Scored> {
  const input: ClipInput = { picture, model, labels: variants.prompts, ...regions, reference, thumbnail: THUMBNAIL };
  const { output } = await engine.run('clip', input, { signal, frameId: known.name });
  const { thumbnail, regions: seen, scoring, promptsHash, picturesHash, model: use, reference: compared } = output;
  const kept = { regions: seen, scoring, promptsHash, picturesHash, model: use, reference: compared };
  return { ...known, output: kept, thumbnail };
}
