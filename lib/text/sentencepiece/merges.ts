import type { Part } from './cutter';
import { KIND, type SentencePieceModel } from './model';

/**
 * Cuts a normalised text into characters and joins neighbours as long as a piece of the model comes of it, the piece with
 * the highest score first, of equal ones the leftmost. Sennrich et al. 2016, "Neural Machine Translation of Rare Words
 * with Subword Units". A user's own piece is never joined to anything.
 */
export function createMerger({ pieces }: SentencePieceModel): (normal: string) => Part[] {
  const scores = new Map<string, number>();
  for (const { text, score, kind } of pieces) if (kind === KIND.normal) scores.set(text, score);
  const own = userDefined(pieces);

  return (normal) => {
    const parts = charactersOf(normal, own);
    const gainAt = (at: number) => {
      const [left, right] = [parts[at], parts[at + 1]];
      if (!left || !right || own.includes(left) || own.includes(right)) return -Infinity;
      return scores.get(left + right) ?? -Infinity;
    };
    const gains = parts.map((_, at) => gainAt(at));
    for (;;) {
      let best = 0;
      for (let at = 1; at < gains.length; at++) if (gains[at]! > gains[best]!) best = at;
      if (!(gains[best]! > -Infinity)) break;
      parts.splice(best, 2, parts[best]! + parts[best + 1]!);
      gains.splice(best, 1);
      gains[best] = gainAt(best);
      if (best > 0) gains[best - 1] = gainAt(best - 1);
    }
    return parts.map((text) => ({ text, known: scores.has(text) || own.includes(text) }));
  };
}

/** Pieces that a user gave the model besides those it learnt, longest first. */
export function userDefined(pieces: SentencePieceModel['pieces']): string[] {
  const own = pieces.filter(({ kind }) => kind === KIND.userDefined).map(({ text }) => text);
  return own.sort((a, b) => b.length - a.length);
}

function charactersOf(normal: string, own: string[]): string[] {
  const parts: string[] = [];
  for (let at = 0; at < normal.length;) {
    const part = own.find((text) => normal.startsWith(text, at)) ?? String.fromCodePoint(normal.codePointAt(at)!);
    parts.push(part);
    at += part.length;
  }
  return parts;
}
