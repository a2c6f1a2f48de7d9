import type { Tokenizer } from '../tokenizer';
import { createCutter } from './cutter';
import { readSentencePiece } from './model';
import { createNormaliser, SPACE } from './normalise';

const END = '</s>';
const UNKNOWN = '<unk>';

/** Piece to id. */
export type Vocabulary = Record<string, number>;

export interface PieceSettings {
  vocabulary: Vocabulary;
  /** Of the texts that are written, where it is another one. */
  target?: Vocabulary;
  /** Tokens that are found in a text as they stand, and not shown in one that was written. */
  special: string[];
  /** The beginning of a text that is one token, too, but shown. */
  opening?: RegExp;
}

/**
 * Text to ids and back as Hugging Face's tokenizers of translators do it: pieces by SentencePiece, ids by a vocabulary
 * that does not follow the order of the pieces.
 *
 * @param source content of a .spm or .model file
 * @throws RangeError when it is not a model this reader knows, or the vocabulary lacks `</s>` or `<unk>`
 */
export function createPieceTokenizer(source: Buffer, settings: PieceSettings): Tokenizer {
  const { vocabulary, target = vocabulary, opening } = settings;
  const model = readSentencePiece(source);
  const normalise = createNormaliser(model);
  const cut = createCutter(model);
  const ids = new Map(Object.entries(vocabulary));
  const targets = new Map(Object.entries(target).map(([piece, id]) => [id, piece]));
  const [end, unknown] = [ids.get(END), ids.get(UNKNOWN)];
  if (end === undefined || unknown === undefined) throw new RangeError(`no ${END} or ${UNKNOWN} in the vocabulary`);
  const special = new Set([END, UNKNOWN, ...settings.special]);
  const border = new RegExp(`(${[...special].join('|')})`);

  const piecesOf = (text: string) => {
    const [begin = ''] = opening?.exec(text) ?? [];
    return [...(begin ? [begin] : []), ...cut(normalise(text.slice(begin.length)))];
  };
  return {
    encode(text, { bare = false } = {}) {
      const found = text.split(border).flatMap((part) => (special.has(part) ? [part] : piecesOf(part)));
      return [...found.map((piece) => ids.get(piece) ?? unknown), ...(bare ? [] : [end])];
    },
    decode(tokens) {
      const words = tokens.map((id) => targets.get(id) ?? UNKNOWN).filter((piece) => !special.has(piece));
      return words.join('').replaceAll(SPACE, ' ').trim();
    },
    pieces() {
      const texts: string[] = [];
      for (const [id, piece] of targets) texts[id] = special.has(piece) ? '' : piece.replaceAll(SPACE, ' ');
      return Array.from(texts, (text = '') => text);
    },
  };
}
