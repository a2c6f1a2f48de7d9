import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPieceTokenizer } from '../../lib/text/sentencepiece/tokenizer';
import { createNormaliser } from '../../lib/text/sentencepiece/normalise';
import { readSentencePiece } from '../../lib/text/sentencepiece/model';
import { createCutter } from '../../lib/text/sentencepiece/unigram';
import cases from './cases/sentencepiece.json';

const file = readFileSync(join(__dirname, 'cases/sentencepiece.model'));

describe('SentencePiece', () => {
  it(`cuts ${cases.length} lines of Korean, English and symbols as the original does`, () => {
    const model = readSentencePiece(file);
    const [normalise, cut] = [createNormaliser(model), createCutter(model)];
    const wrong = cases.filter(({ text, pieces }) => cut(normalise(text)).join('\n') !== pieces.join('\n'));
    expect(wrong).toEqual([]);
  });

  it('refuses what is no model', () => {
    expect(() => readSentencePiece(Buffer.from('no model'))).toThrow(RangeError);
    expect(() => readSentencePiece(Buffer.alloc(0))).toThrow(RangeError);
  });

  it('takes ids from a vocabulary that follows another order, and puts words together again', () => {
    const vocabulary = { '</s>': 3, '<unk>': 7, '<pad>': 9, '>>kor<<': 5, '\u2581': 4 };
    const tokenizer = createPieceTokenizer(file, vocabulary, { ...vocabulary, '\u2581표면': 30, 이: 31 });
    expect(tokenizer.encode('')).toEqual([3]);
    expect(tokenizer.encode('>>kor<<')).toEqual([5, 3]);
    expect(tokenizer.encode('\u{10000}', { bare: true })).toEqual([4, 7]);
    expect(tokenizer.decode([30, 31, 30, 3])).toBe('표면이 표면');
    expect(() => createPieceTokenizer(file, { a: 1 })).toThrow('</s>');
  });
});
