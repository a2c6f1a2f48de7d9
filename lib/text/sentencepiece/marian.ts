import type { Tokenizer } from '../tokenizer';
import { createPieceTokenizer, type Vocabulary } from './tokenizer';

/** A target language, such as `>>kor<<`, at the beginning of a text. */
const LANGUAGE = /^>>.*?<</s;

/**
 * As Hugging Face's MarianTokenizer.
 *
 * @param source content of source.spm @param target content of target_vocab.json, where there is one
 */
export function marianTokenizer(source: Buffer, vocabulary: Vocabulary, target?: Vocabulary): Tokenizer {
  return createPieceTokenizer(source, { vocabulary, target, special: ['<pad>'], opening: LANGUAGE });
}
