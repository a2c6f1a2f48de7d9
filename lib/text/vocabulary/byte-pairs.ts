const START = '<|startoftext|>';
const END = '<|endoftext|>';
/** Contractions, words, single digits, runs of anything else. Radford et al. 2021, CLIP's simple_tokenizer. */
const PARTS = `<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+`;

/**
 * The tokenizer.json of a CLIP vocabulary, as Hugging Face's CLIPTokenizer would write it.
 *
 * @param vocab content of vocab.json @param merges content of merges.txt: a pair a line, the first line a version
 */
export function bytePairDefinition(vocab: Record<string, number>, merges: string): object {
  const lines = merges.split(/\r?\n/).filter((line) => line && !line.startsWith('#version'));
  const token = (content: string) => ({ id: vocab[content], content, special: true, ...PLAIN });
  return {
    added_tokens: [token(START), token(END)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: PARTS }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [END, vocab[END]],
      cls: [START, vocab[START]],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: END,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      byte_fallback: false,
      vocab,
      merges: lines,
    },
  };
}

const PLAIN = { single_word: false, lstrip: false, rstrip: false, normalized: false };
