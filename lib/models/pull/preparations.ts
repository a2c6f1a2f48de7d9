import { bindCheckpoint } from '../binding/bind';
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

/**
 * Makes downloaded files loadable, such as binding graphs to a checkpoint. A step that throws leaves no model behind;
 * it may find its own files from an earlier run that was broken off.
 */
export type Prepare = (work: Preparation) => Promise<PreparedGraph[]>;

/** By the name that stands as `prepare` in the catalogue. */
export const PREPARATIONS: Record<string, Prepare> = {
  clip: ({ folder, signal }) => bindCheckpoint(folder, 'clip', signal),
  blip: ({ folder, signal }) => bindCheckpoint(folder, 'blip', signal),
  marian: ({ folder, signal }) => bindCheckpoint(folder, 'marian', signal),
  'opus-archive': async ({ folder, signal }) => {
    await unpackArchive(folder, signal);
    return bindCheckpoint(folder, 'marian', signal);
  },
};
