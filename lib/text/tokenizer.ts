import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';

/** Text to token ids and back, as the model's own tokenizer.json says. */
export interface Tokenizer {
  /** With the special tokens of the tokenizer's template unless `bare`. */
  encode(text: string, options?: { bare?: boolean }): number[];
  /** Without special tokens; spaces before punctuation are taken out. */
  decode(ids: number[]): string;
  /** The text of every token by its id, a space before it included; '' for special tokens. */
  pieces(): string[];
  /** The token that fills texts up, for models that read all texts at one length. */
  padding?: number;
}

interface Definition {
  padding?: { pad_id?: number } | null;
}

export interface TokenizerConfig {
  pad_token?: string | { content: string } | null;
}

/** @param definition content of tokenizer.json; @param config content of tokenizer_config.json, where there is one */
export function createTokenizer(definition: Definition, config: TokenizerConfig = {}): Tokenizer {
  const tokenizer = new HuggingFaceTokenizer(definition, config);
  const { pad_token } = config;
  const named = typeof pad_token === 'object' ? pad_token?.content : pad_token;
  return {
    padding: definition.padding?.pad_id ?? (named === undefined ? undefined : tokenizer.token_to_id(named)),
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
