import { readCharsmap } from './charsmap';
import { userDefined } from './merges';
import type { SentencePieceModel } from './model';

/** Stands for a space within pieces: ▁ */
export const SPACE = '\u2581';

const PLAIN_SPACE = 0x20;

/** @returns a text as the pieces of the model are cut from it, spaces as {@link SPACE} */
export function createNormaliser(model: SentencePieceModel): (text: string) => string {
  const { charsmap, prefix, tidy } = model;
  const replacementAt = readCharsmap(charsmap);
  // A user's own pieces stay as they are.
  const own = userDefined(model.pieces).map((text) => Buffer.from(text));
  const ownAt = (source: Buffer, at: number) =>
    own.find((bytes) => source.subarray(at, at + bytes.length).equals(bytes));

  return (text) => {
    const source = Buffer.from(text.toWellFormed());
    const parts: Buffer[] = [];
    for (let at = 0; at < source.length;) {
      const kept = ownAt(source, at);
      const replacement = kept ? undefined : replacementAt(source, at);
      const length = replacement?.length ?? kept?.length ?? lengthOfCharacter(source[at]!);
      parts.push(replacement?.bytes ?? source.subarray(at, at + length));
      at += length;
    }
    const normal = tidy ? tidied(parts) : Buffer.concat(parts).toString();
    if (normal === '') return '';
    return `${prefix ? ' ' : ''}${normal}`.replaceAll(' ', SPACE);
  };
}

/** Spaces at the ends are dropped, and of several only one is kept. */
function tidied(parts: Buffer[]): string {
  const kept: Buffer[] = [];
  let afterSpace = true;
  for (let part of parts) {
    while (afterSpace && part[0] === PLAIN_SPACE) part = part.subarray(1);
    if (part.length === 0) continue;
    kept.push(part);
    afterSpace = part.at(-1) === PLAIN_SPACE;
  }
  return Buffer.concat(kept).toString().replace(/ +$/, '');
}

function lengthOfCharacter(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
