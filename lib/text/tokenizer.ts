import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';

/** Text to token ids and back, as the model's own tokenizer.json says. */
export interface Tokenizer {
  /** With the special tokens of the tokenizer's template unless `bare`. */
  encode(text: string, options?: { bare?: boolean }): number[];
  /** Without special tokens; spaces before punctuation are taken out. */
  decode(ids: number[]): string;
  /** The text of every token by its id, a space before it included; '' for special tokens. */
  pieces(): string[];
}

/** @param definition content of tokenizer.json; @param config content of tokenizer_config.json, where there is one */
export function createTokenizer(definition: object, config: object = {}): Tokenizer {
  const tokenizer = new HuggingFaceTokenizer(definition, config);
  return {
    encode: (text, { bare = false } = {}) => tokenizer.encode(text, { add_special_tokens: !bare }).ids,
    decode(ids) {
      if (ids.length === 0) return '';
      return tokenizer.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: true }).trim();
    },
    pieces() {
      const texts: string[] = [];
      for (const [piece, id] of tokenizer.get_vocab(true)) texts[id] = piece.replaceAll('▁', ' ');
      for (const [id, { special, content }] of tokenizer.get_added_tokens_decoder()) texts[id] = special ? '' : content;
      return Array.from(texts, (text = '') => text);
    },
  };
}
