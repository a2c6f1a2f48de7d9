import { describe, expect, it } from 'vitest';
import { findHedges, removeHedges } from '../../lib/text/hedges';
import { checkCaption } from '../../lib/text/quality';

describe('removeHedges', () => {
  it.each([
    ['아마 기스가 있는 것 같다.', '기스가 있음.'],
    ['스크래치가 있는 것 같습니다', '스크래치가 있음'],
    ['스크래치인 것 같음', '스크래치'],
    ['스크래치로 추정됨', '스크래치'],
    ['찍힘으로 보임', '찍힘'],
    ['균열이 발생한 것으로 보인다.', '균열이 발생함.'],
    ['결함이 없는 듯하다', '결함이 없음'],
    ['이물이 보이는 것 같습니다', '이물이 보임'],
    ['흠이 깊은 듯함', '흠이 깊음'],
    ['오염일지도 모름', '오염'],
    ['오염일 가능성이 있음', '오염'],
    ['균열일 수 있음', '균열'],
    ['이물이 있을 수도 있음', '이물이 있음'],
    ['스크래치로 보이는 자국이 있음', '스크래치 자국이 있음'],
    ['혹시 찍힘이 생긴 것 같아요', '찍힘이 생김'],
    ['스크래치 의심', '스크래치'],
  ])('%s → %s', (text, expected) => {
    expect(removeHedges(text, 'ko').text).toBe(expected);
  });

  it.each([
    ['there might be a scratch', 'there is a scratch'],
    ['it looks like there is a dent', 'there is a dent'],
    ['this appears to be a stain', 'this is a stain'],
    ['the part seems to have a crack', 'the part has a crack'],
    ['Maybe a crack, possibly rust', 'A crack, rust'],
    ['a metal plate with what looks like a scratch', 'a metal plate with a scratch'],
    ['a kind of stain at the top', 'a stain at the top'],
  ])('%s → %s', (text, expected) => {
    expect(removeHedges(text, 'en').text).toBe(expected);
  });

  it.each([
    ['스크래치가 우측 하단에 있음', 'ko'],
    ['하단에 결함이 보임', 'ko'],
    ['정확히 확인할 수 있음', 'ko'],
    ['a scratch at the bottom right of the surface', 'en'],
    ['the unlikely shape of a mayfly', 'en'],
  ] as const)('leaves %s as it is', (text, language) => {
    expect(removeHedges(text, language)).toEqual({ text, removed: [] });
  });

  it('tells what it took out', () => {
    expect(removeHedges('아마 스크래치로 추정됨', 'ko').removed).toEqual(['아마', '로 추정됨']);
    expect(removeHedges('a crack, probably deep', 'en').removed).toEqual(['probably']);
  });
});

describe('checkCaption', () => {
  const failed = (text: string, hedges: string[] = []) =>
    checkCaption(text, { minWords: 5, hedges })
      .filter(({ passed }) => !passed)
      .map(({ rule }) => rule);

  it.each([
    ['a scratch at the bottom right of a metal surface', []],
    ['a scratch', ['min-words']],
    ['there is possibly a scratch on the metal', ['no-hedge']],
    ['a scratch scratch scratch on the metal surface', ['no-repetition']],
    ['', ['min-words']],
  ])('%s fails %j', (text, rules) => {
    expect(failed(text)).toEqual(rules);
  });

  it('takes further hedges from the user beside its own', () => {
    expect(failed('roughly a scratch on the metal', ['roughly'])).toEqual(['no-hedge']);
    expect(failed('maybe a scratch on the metal', ['roughly'])).toEqual(['no-hedge']);
  });

  it('finds hedges as words, not within words', () => {
    expect(findHedges('the unlikely mayfly')).toEqual([]);
    expect(findHedges('균열로 보임')).toEqual(['로 보임']);
    expect(findHedges('균열이 보임')).toEqual([]);
  });
});
