import type { Tokenizer } from '../tokenizer';
import { createPieceTokenizer, type Vocabulary } from './tokenizer';

/** Fan et al. 2020, "Beyond English-Centric Multilingual Machine Translation", in the order of their ids. */
const LANGUAGES = `
  af am ar ast az ba be bg bn br bs ca ceb cs cy da de el en es et fa ff fi fr fy ga gd gl gu ha he hi hr ht hu
  hy id ig ilo is it ja jv ka kk km kn ko lb lg ln lo lt lv mg mk ml mn mr ms my ne nl no ns oc or pa pl ps pt
  ro ru sd si sk sl so sq sr ss su sv sw ta th tl tn tr uk ur uz vi wo xh yi yo zh zu`;

/** What matters of tokenizer_config.json. */
export interface M2m100Config {
  /** Absent: `m2m100`. */
  language_codes?: string;
}

/** The token that stands for a language, such as `ko`. */
export const languageToken = (language: string) => `__${language}__`;

/**
 * As Hugging Face's M2M100Tokenizer, without the language it puts before a text. Tokens of languages follow behind the
 * pieces of the vocabulary.
 *
 * @param source content of sentencepiece.bpe.model @param vocabulary content of vocab.json
 * @throws RangeError also when the model has other languages
 */
export function m2m100Tokenizer(
  source: Buffer,
  vocabulary: Vocabulary,
  { language_codes = 'm2m100' }: M2m100Config = {},
): Tokenizer {
  if (language_codes !== 'm2m100') throw new RangeError(`unknown languages "${language_codes}"`);
  const languages = LANGUAGES.trim().split(/\s+/).map(languageToken);
  const first = Object.keys(vocabulary).length;
  const all = { ...vocabulary, ...Object.fromEntries(languages.map((token, index) => [token, first + index])) };
  return createPieceTokenizer(source, { vocabulary: all, special: ['<s>', '<pad>', ...languages] });
}
