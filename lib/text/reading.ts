/** How the end of a word sounds when read aloud in Korean; particles depend on it. */

import { FINAL, finalOf, isHangul } from './hangul';

/** `rieul`: ends in ㄹ, where 으로 becomes 로. */
export type Ending = 'vowel' | 'consonant' | 'rieul';

/** 영 일 이 삼 사 오 육 칠 팔 구; tens, hundreds and thousands (십 백 천) sound like 영. */
const DIGITS: Ending[] = [
  'consonant', 'rieul', 'vowel', 'consonant', 'vowel', 'vowel', 'consonant', 'rieul', 'rieul', 'vowel',
]; // prettier-ignore

/** Letters whose Korean name ends in a consonant: 엘 엠 엔 알; all other names end in a vowel. */
const LETTERS: Record<string, Ending> = { L: 'rieul', R: 'rieul', M: 'consonant', N: 'consonant' };

/** Units behind a number, by the Korean word they are read as. */
const UNITS: Record<string, Ending> = {
  px: 'rieul', // 픽셀
  dpi: 'vowel',
  mm: 'vowel', // 밀리미터
  cm: 'vowel',
  m: 'vowel',
  um: 'vowel',
  µm: 'vowel',
  μm: 'vowel',
  nm: 'vowel',
  'mm²': 'vowel', // 제곱밀리미터
  'cm²': 'vowel',
  'px²': 'rieul', // 제곱픽셀
  kg: 'consonant', // 킬로그램
  g: 'consonant',
  mg: 'consonant',
  N: 'consonant', // 뉴턴
  MPa: 'rieul', // 메가파스칼
  kPa: 'rieul',
  s: 'vowel', // 초
  ms: 'vowel',
  '%': 'vowel', // 퍼센트
  '°': 'vowel', // 도
  '℃': 'vowel',
};

const UNIT = /\d\s*(mm²|cm²|px²|[µμu]m|MPa|kPa|dpi|[mcn]m|px|ms|mg|kg|[gmsN%°℃])$/;

/** Brackets are not read, quotation marks make no sound. */
const SILENT = /(?:\s*\([^()]*\)|\s*\[[^[\]]*\]|["'”’」』〉》*_`])+$/;

/** The ending of the last word of a text, or undefined where nobody can tell how it is read. */
export function endingOf(text: string): Ending | undefined {
  const spoken = text.trimEnd().replace(SILENT, '');
  const last = spoken.at(-1);
  if (last === undefined) return undefined;
  if (isHangul(last)) return endingOfSyllable(last);
  const unit = UNIT.exec(spoken)?.[1];
  if (unit !== undefined) return UNITS[unit === 'um' ? 'µm' : unit];
  if (/\d/.test(last)) return DIGITS[Number(last)];
  return /[A-Za-z]/.test(last) ? endingOfLatin(/[A-Za-z]+$/.exec(spoken)![0]) : undefined;
}

function endingOfSyllable(syllable: string): Ending {
  const final = finalOf(syllable);
  if (final === FINAL.none) return 'vowel';
  return final === FINAL.rieul ? 'rieul' : 'consonant';
}

/** Capitals are read letter by letter, words as the loanword they would become (chip 칩, pixel 픽셀, scan 스캔). */
function endingOfLatin(word: string): Ending {
  if (word === word.toUpperCase()) return LETTERS[word.at(-1)!] ?? 'vowel';
  const sound = word.toLowerCase();
  if (/(?:l|[bdgkpt]le|ile)$/.test(sound)) return 'rieul';
  if (/(?:[mn]|ng|[mn]e)$/.test(sound)) return 'consonant';
  return /(?:^|[^aeiou])[aeiou](?:[pk]|ck|t|c)$/.test(sound) ? 'consonant' : 'vowel';
}
