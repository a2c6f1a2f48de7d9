import { describe, expect, it } from 'vitest';
import { createTokenizer } from '../../lib/text/tokenizer';
import { bytePairDefinition } from '../../lib/text/vocabulary/byte-pairs';
import { wordPieceDefinition } from '../../lib/text/vocabulary/word-pieces';
import made from './cases/vocabularies.json';

describe('plain vocabularies', () => {
  const bert = createTokenizer(wordPieceDefinition(`${made.pieces.join('\n')}\n`));
  const clip = createTokenizer(bytePairDefinition(made.vocabulary, `#version: 0.2\n${made.merges.join('\n')}\n`));

  it.each([
    ['bert', bert],
    ['clip', clip],
  ] as const)('of %s give 1,000 lines the ids that transformers gives', (name, tokenizer) => {
    const wrong = made.cases.filter((each) => tokenizer.encode(each.text).join() !== each[name].join());
    expect(wrong.map(({ text, [name]: ids }) => ({ text, ids, ours: tokenizer.encode(text) }))).toEqual([]);
  });
});
