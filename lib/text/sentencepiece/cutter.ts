import { createMerger } from './merges';
import type { SentencePieceModel } from './model';
import { createUnigram } from './unigram';

/** A stretch of a text; not `known` where no piece covers it. */
export interface Part {
  text: string;
  known: boolean;
}

/** @returns cuts a normalised text into pieces; characters that no piece covers stand together in one */
export function createCutter(model: SentencePieceModel): (normal: string) => string[] {
  const partsOf = model.algorithm === 'merges' ? createMerger(model) : createUnigram(model);
  return (normal) => {
    const pieces: Part[] = [];
    for (const part of partsOf(normal)) {
      const before = pieces.at(-1);
      if (before && !before.known && !part.known) before.text += part.text;
      else pieces.push(part);
    }
    return pieces.map(({ text }) => text);
  };
}
