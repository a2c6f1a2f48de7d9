import { describe, expect, it } from 'vitest';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { compareNumbers, numbersIn } from '../../lib/text/numbers';
import { protect, restore } from '../../lib/text/protect';
import { splitSentences } from '../../lib/text/sentences';

describe('numbersIn', () => {
  it.each([
    ['a scratch of 3.2 mm at the bottom right', ['3.2 mm']],
    ['길이 3.2㎜, 폭 0.8 밀리미터', ['3.2 mm', '0.8 mm']],
    ['length 1,234.5 px and 12 pixels', ['1234.5 px', '12 px']],
    ['area 3.1 mm²', ['3.1 mm²']],
    ['면적 3.1 mm2', ['3.1 mm²']],
    ['-5 degrees, ±0.1 mm', ['-5 °', '±0.1 mm']],
    ['LOT-7 and SCR-01', ['LOT-7', 'SCR-01']],
    ['two dents and three stains', ['2', '3']],
    ['찍힘 두 개, 얼룩 3곳', ['3', '2']],
    ['2 도장 표면, 기울기 3도', ['2', '3 °']],
    ['두 부품에 세 구멍, 열 개', ['2', '3', '10']],
    ['열 변형, 기울기 3 도의 균열', ['3 °']],
    ['4 inch, 12 N·m and 5 cm2', ['4 inch', '12 N·m', '5 cm²']],
    ['⟦0⟧ at the top', []],
    ['세로로 두드린 네모', []],
    ['20 µm and 20 μm', ['20 µm', '20 µm']],
  ])('%s: %j', (text, numbers) => {
    expect(numbersIn(text)).toEqual(numbers);
  });
});

describe('compareNumbers', () => {
  it('is content when each number came over as often as it stood', () => {
    expect(compareNumbers('two dents, 3.2 mm and 3.2 mm', '찍힘 2곳, 3.2 mm와 3.2 mm').kept).toBe(true);
  });

  it('names what was lost, changed and invented', () => {
    expect(compareNumbers('3.2 mm long', '길이 2.3 mm')).toEqual({
      kept: false,
      lost: ['3.2 mm'],
      invented: ['2.3 mm'],
    });
    expect(compareNumbers('a scratch', '스크래치 5개')).toEqual({ kept: false, lost: [], invented: ['5'] });
    expect(compareNumbers('3 px', '3 mm').kept).toBe(false);
    expect(compareNumbers('4 px, 4 px', '4 px')).toEqual({ kept: false, lost: ['4 px'], invented: [] });
  });
});

describe('protected terms', () => {
  const glossary = defaultGlossary();

  it('hides variants and plurals, the longest first', () => {
    const { text, terms } = protect('two hairline scratches and an oil stain on the metal', glossary);
    expect(text).toBe('two ⟦0⟧ and an ⟦1⟧ on the metal');
    expect(terms.map(({ term, from }) => [term.id, from])).toEqual([
      ['scratch', 'hairline scratches'],
      ['stain', 'oil stain'],
    ]);
  });

  it('comes back as standard terms with particles that fit', () => {
    const hidden = protect('a fissure and a scuff line', glossary);
    expect(restore('⟦0⟧와 ⟦1⟧이 있음', hidden)?.text).toBe('균열과 스크래치가 있음');
    expect(restore('⟦1⟧으로 이어진 ⟦0⟧', hidden)?.text).toBe('스크래치로 이어진 균열');
    expect(restore('⟦0⟧이나 ⟦1⟧이나', hidden)?.text).toBe('균열이나 스크래치나');
  });

  it.each(['⟦0⟧이 있음', '⟦0⟧ ⟦0⟧ ⟦1⟧', '⟦0⟧ ⟦2⟧', '균열과 스크래치'])(
    'refuses %s: a placeholder is missing, doubled or new',
    (korean) => {
      expect(restore(korean, protect('a crack and a scratch', glossary))).toBeUndefined();
    },
  );
});

describe('splitSentences', () => {
  it.each([
    ['A scratch. A dent!', ['A scratch.', 'A dent!']],
    ['It is 3.2 mm long. It is deep.', ['It is 3.2 mm long.', 'It is deep.']],
    ['It is approx. 3 mm long. Check it.', ['It is approx. 3 mm long.', 'Check it.']],
    ['스크래치가 있음. 균열은 없음.', ['스크래치가 있음.', '균열은 없음.']],
    ['one line\nanother line', ['one line', 'another line']],
    ['  ', []],
  ])('%j', (text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });
});
