import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCutter } from '../../lib/text/sentencepiece/cutter';
import { m2m100Tokenizer } from '../../lib/text/sentencepiece/m2m100';
import { marianTokenizer } from '../../lib/text/sentencepiece/marian';
import { readSentencePiece } from '../../lib/text/sentencepiece/model';
import { createNormaliser } from '../../lib/text/sentencepiece/normalise';
import vocabulary from '../fixtures/official/m2m100/vocab.json';
import { officialModel } from '../support/official-models';
import m2m100 from './cases/m2m100.json';
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
    const tokenizer = marianTokenizer(file, vocabulary, { ...vocabulary, '\u2581표면': 30, 이: 31 });
    expect(tokenizer.encode('')).toEqual([3]);
    expect(tokenizer.encode('>>kor<<')).toEqual([5, 3]);
    expect(tokenizer.encode('\u{10000}', { bare: true })).toEqual([4, 7]);
    expect(tokenizer.decode([30, 31, 30, 3])).toBe('표면이 표면');
    expect(() => marianTokenizer(file, { a: 1 })).toThrow('</s>');
  });
});

describe('SentencePiece that merges', () => {
  const file = readFileSync(join(officialModel('m2m100'), 'sentencepiece.bpe.model'));
  const tokenizer = m2m100Tokenizer(file, vocabulary);
  const idsOf = (text: string) => tokenizer.encode(`__ko__${text}`);

  it(`gives ${m2m100.lines.length} lines the ids that transformers gives`, () => {
    const wrong = m2m100.lines.filter((ids, index) => idsOf(cases[index]!.text).join() !== ids.join());
    expect(wrong).toEqual([]);
  });

  it.each(m2m100.special)('finds tokens within "$text"', ({ text, ids }) => {
    expect(idsOf(text)).toEqual(ids);
  });

  it('refuses other languages than its own, and models that cut by words', () => {
    expect(() => m2m100Tokenizer(file, vocabulary, { language_codes: 'wmt21' })).toThrow('wmt21');
    const [type, merges] = [3, 2];
    const words = Buffer.from(file);
    words[words.indexOf(Buffer.from([8 * type, merges]), file.length / 2) + 1] = 3;
    expect(() => readSentencePiece(words)).toThrow('words');
  });
});
