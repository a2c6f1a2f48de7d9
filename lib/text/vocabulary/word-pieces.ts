import type { TokenizerConfig } from '../tokenizer';

/** What tokenizer_config.json of a BERT tokenizer may say. */
export interface WordPieceConfig extends TokenizerConfig {
  do_lower_case?: boolean;
  strip_accents?: boolean | null;
  tokenize_chinese_chars?: boolean;
}

/**
 * The tokenizer.json of a BERT vocabulary, as Hugging Face's BertTokenizer would write it.
 *
 * @param vocabulary content of vocab.txt: one piece a line, its id the line's number
 */
export function wordPieceDefinition(vocabulary: string, config: WordPieceConfig = {}): object {
  const lines = vocabulary.replace(/\r?\n$/, '').split(/\r?\n/);
  const vocab = Object.fromEntries(lines.map((piece, id) => [piece, id]));
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'].filter((content) => content in vocab);
  const token = (content: string) => ({ id: content, ids: [vocab[content]], tokens: [content] });
  return {
    added_tokens: special.map((content) => ({ id: vocab[content], content, special: true, ...PLAIN })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: config.tokenize_chinese_chars ?? true,
      strip_accents: config.strip_accents ?? null,
      lowercase: config.do_lower_case ?? true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: { '[CLS]': token('[CLS]'), '[SEP]': token('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}

const PLAIN = { single_word: false, lstrip: false, rstrip: false, normalized: false };
