import { describe, expect, it } from 'vitest';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { compareNumbers } from '../../lib/text/numbers';
import { plainWords } from '../../lib/text/plain-words';
import { protect, restore } from '../../lib/text/protect';
import { inKorean, valuesIn } from '../../lib/text/values';

const glossary = defaultGlossary();

describe('valuesIn', () => {
  it.each([
    ['a scratch of 3.2 mm at the bottom right', ['3.2 mm']],
    ['length 381.75-905.33mm, angle 3.66 degrees.', ['381.75-905.33mm', '3.66 degrees']],
    ['width 817.6 × 51.32 px and 10 ± 0.05 mm', ['817.6 × 51.32 px', '10 ± 0.05 mm']],
    ['part number GM-00220, lot A-12: dent', ['GM-00220', 'A-12']],
    ['a 12mm-long scratch (3.5 mm2)', ['12mm', '3.5 mm2']],
    ['1,250 parts at 14:05, version 1.4.2, drawing 88-204', ['1,250', '14:05', '1.4.2', '88-204']],
    ['-5 °C and 97 %', ['-5 °C', '97 %']],
    ['12 dents on line 7', []],
    ['500 cycles', ['500']],
    ['⟦0⟧ near the ⟦1⟧', []],
  ])('%s: %j', (text, values) => {
    expect(valuesIn(text).map((value) => value.text)).toEqual(values);
  });

  it('writes units that are words as Korean does', () => {
    expect(['3.2 degrees', '5 percent', '4 microns', '3.2 mm'].map(inKorean)).toEqual([
      '3.2 도',
      '5 %',
      '4 µm',
      '3.2 mm',
    ]);
  });
});

describe('protected values', () => {
  const hidden = protect('two scratches of 3.2 mm and 6666 px on lot LOT-7', glossary);

  it('stand behind placeholders of their own, in the order of the text', () => {
    expect(hidden.text).toBe('two ⟦0⟧ of ⟦a⟧ and ⟦b⟧ on lot ⟦c⟧');
    expect(hidden.values).toEqual(['3.2 mm', '6666 px', 'LOT-7']);
  });

  it('come back with the particles that fit their reading', () => {
    expect(restore('로트 ⟦c⟧에 ⟦b⟧과 ⟦a⟧이 ⟦0⟧ 두 개', hidden)?.text).toBe(
      '로트 LOT-7에 6666 px과 3.2 mm가 스크래치 두 개',
    );
    expect(restore('⟦c⟧으로 ⟦a⟧을 ⟦b⟧은 ⟦0⟧', hidden)?.text).toBe('LOT-7로 3.2 mm를 6666 px은 스크래치');
  });

  it.each(['⟦0⟧ ⟦a⟧ ⟦b⟧', '⟦0⟧ ⟦a⟧ ⟦b⟧ ⟦c⟧ ⟦c⟧', '⟦0⟧ ⟦a⟧ ⟦b⟧ ⟦d⟧'])('are refused in %s', (korean) => {
    expect(restore(korean, hidden)).toBeUndefined();
  });

  it('leave what exceeds ten in the text', () => {
    const many = protect(Array.from({ length: 12 }, (_, index) => `${index + 100} mm`).join(', '), glossary);
    expect(many.values).toHaveLength(10);
    expect(many.text).toMatch(/⟦j⟧, 110 mm, 111 mm$/);
  });
});

describe('plainWords', () => {
  it.each([
    ['part 4711 failed the leak test at 3.5 bar', '… 4711 … 3.5 bar'],
    ['between 5 and 9 percent of the lot shows rust', '… 5 … 9 % … 녹'],
    ['two dogs near a crack', '2 … 균열'],
    ['what a beautiful finish', '…'],
    ['1.4.2, 10 ± 0.05 mm', '1.4.2, 10 ± 0.05 mm'],
  ])('%s: %s', (english, words) => {
    const given = plainWords(protect(english, glossary));
    expect(given).toBe(words);
    expect(compareNumbers(english, given)).toEqual({ kept: true, lost: [], invented: [] });
  });
});
