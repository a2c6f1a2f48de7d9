import { bytePairDefinition } from '../../lib/text/vocabulary/byte-pairs';

const WORDS =
  'a photo of the scratch dent crack stain hole burr void clean flawless damaged on metal plastic glass surface part close up view macro industrial picture with no defect at bottom left top right centre'.split(
    ' ',
  );

/** CLIP's vocabulary in size and special tokens; common words are one token, as in the real one. */
export function clipTokenizer(): object {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index));
  const pieces = new Set([...letters, ...letters.map((letter) => `${letter}</w>`)]);
  const merges: string[] = [];
  for (const word of WORDS) {
    let left = word[0]!;
    for (let at = 1; at < word.length; at++) {
      const right = at === word.length - 1 ? `${word[at]}</w>` : word[at]!;
      const pair = `${left} ${right}`;
      if (!merges.includes(pair)) merges.push(pair);
      left += right;
      pieces.add(left);
    }
  }
  const vocab: Record<string, number> = Object.fromEntries([...pieces].map((piece, id) => [piece, id]));
  for (let id = pieces.size; id < 49406; id++) vocab[`<unused${id}>`] = id;
  return bytePairDefinition({ ...vocab, '<|startoftext|>': 49406, '<|endoftext|>': 49407 }, merges.join('\n'));
}

/** BERT's vocabulary in size and special tokens: a piece a line. */
export function bertVocabulary(): string {
  const special = ['[PAD]', ...unused(99), '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  return [...special, ...WORDS, ...unused(30522 - special.length - WORDS.length, 'word')].join('\n');
}

/** One piece a word. @param size the last piece is the padding */
export function wordTokenizer(size: number): object {
  const pieces = ['</s>', '<unk>', ...WORDS, ...unused(size - 3 - WORDS.length), '<pad>'];
  const token = (content: string) => ({ id: pieces.indexOf(content), content, special: true, ...PLAIN });
  return {
    added_tokens: [token('</s>'), token('<unk>'), token('<pad>')],
    normalizer: null,
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
      pair: [],
      special_tokens: { '</s>': { id: '</s>', ids: [0], tokens: ['</s>'] } },
    },
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      unk_token: '<unk>',
    },
  };
}

const PLAIN = { single_word: false, lstrip: false, rstrip: false, normalized: false };
const unused = (count: number, name = 'unused') => Array.from({ length: count }, (_, index) => `${name}${index}`);
