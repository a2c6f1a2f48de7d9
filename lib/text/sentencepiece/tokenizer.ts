import type { Tokenizer } from '../tokenizer';
import { readSentencePiece } from './model';
import { createNormaliser, SPACE } from './normalise';
import { createCutter } from './unigram';

const END = '</s>';
const UNKNOWN = '<unk>';
const PAD = '<pad>';
/** A target language, such as `>>kor<<`, at the beginning of a text. */
const LANGUAGE = /^>>.*?<</s;

/** Piece to id. */
export type Vocabulary = Record<string, number>;

/**
 * Text to ids and back as Hugging Face's MarianTokenizer does it: pieces by SentencePiece, ids by a vocabulary that does
 * not follow the order of the pieces.
 *
 * @param source content of source.spm
 * @throws RangeError when it is not a model this reader knows, or the vocabulary lacks `</s>` or `<unk>`
 */
export function createPieceTokenizer(source: Buffer, vocabulary: Vocabulary, target = vocabulary): Tokenizer {
  const model = readSentencePiece(source);
  const normalise = createNormaliser(model);
  const cut = createCutter(model);
  const ids = new Map(Object.entries(vocabulary));
  const targets = new Map(Object.entries(target).map(([piece, id]) => [id, piece]));
  const [end, unknown] = [ids.get(END), ids.get(UNKNOWN)];
  if (end === undefined || unknown === undefined) throw new RangeError(`no ${END} or ${UNKNOWN} in the vocabulary`);
  const special = new Set([END, UNKNOWN, PAD]);

  const piecesOf = (text: string) => {
    const [language = ''] = LANGUAGE.exec(text) ?? [];
    return [...(language ? [language] : []), ...cut(normalise(text.slice(language.length)))];
  };
  return {
    encode(text, { bare = false } = {}) {
      const parts = text.split(/(<\/s>|<unk>|<pad>)/);
      const found = parts.flatMap((part) => (special.has(part) ? [part] : piecesOf(part)));
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
