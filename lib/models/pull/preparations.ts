import { bindCheckpoint } from '../binding/bind';
import { readScoring, type Scoring } from '../binding/scoring';
import { unpackArchive } from '../opus/archive';

/** Files that were downloaded and verified, before they become a model. */
export interface Preparation {
  /** Absolute. What a step writes here becomes part of the model and is listed in model.json with its hash. */
  folder: string;
  id: string;
  signal?: AbortSignal;
}

/** A graph that a step made. */
export interface PreparedGraph {
  /** Relative to the folder. */
  path: string;
  /** The files its weights lie in, likewise relative. */
  weights?: string[];
}

export interface Prepared {
  graphs: PreparedGraph[];
  /** What model.json has to say besides. */
  facts?: Scoring;
}

/**
 * Makes downloaded files loadable, such as binding graphs to a checkpoint. A step that throws leaves no model behind;
 * it may find its own files from an earlier run that was broken off.
 */
export type Prepare = (work: Preparation) => Promise<Prepared>;

/** By the name that stands as `prepare` in the catalogue. */
export const PREPARATIONS: Record<string, Prepare> = {
  clip: async (work) => ({ ...(await bind('clip')(work)), facts: await readScoring(work.folder) }),
  blip: bind('blip'),
  marian: bind('marian'),
  m2m100: bind('m2m100'),
  'opus-archive': async (work) => {
    await unpackArchive(work.folder, work.signal);
    return bind('marian')(work);
  },
};

function bind(family: string): Prepare {
  return async ({ folder, signal }) => ({ graphs: await bindCheckpoint(folder, family, signal) });
}
