import { endingOf, type Ending } from './reading';

/**
 * Particles whose form depends on the ending of the word before: after a consonant, after a vowel.
 * Rules: Korean orthography (한글 맞춤법) and the standard pronunciation of digits and Latin letters.
 */
const PAIRS: readonly (readonly [afterConsonant: string, afterVowel: string])[] = [
  ['이', '가'],
  ['은', '는'],
  ['을', '를'],
  ['과', '와'],
  ['으로', '로'],
  ['으로서', '로서'],
  ['으로써', '로써'],
  ['으로부터', '로부터'],
  ['이나', '나'],
  ['이나마', '나마'],
  ['이랑', '랑'],
  ['이란', '란'],
  ['이라', '라'],
  ['이라고', '라고'],
  ['이라는', '라는'],
  ['이라도', '라도'],
  ['이라면', '라면'],
  ['이라서', '라서'],
  ['이든', '든'],
  ['이든지', '든지'],
  ['이며', '며'],
  ['이고', '고'],
  ['이면', '면'],
  ['이므로', '므로'],
  ['이지만', '지만'],
  ['이니', '니'],
  ['이다', '다'],
  ['이에요', '예요'],
  ['이었다', '였다'],
  ['이었음', '였음'],
  ['이었습니다', '였습니다'],
  ['이어서', '여서'],
  ['이야', '야'],
];

const byForm = new Map<string, readonly [string, string]>();
for (const pair of PAIRS) for (const form of pair) byForm.set(form, pair);

/** All forms of varying particles, longest first. */
export const VARYING: readonly string[] = [...byForm.keys()].sort((a, b) => b.length - a.length);

/** The form of the particle that fits the word: `fit('스크래치', '을')` → 를. An unreadable word keeps the form given. */
export function fit(word: string, particle: string): string {
  const pair = byForm.get(particle);
  const ending = endingOf(word);
  return pair && ending ? choose(pair, ending) : particle;
}

/** The word with the fitting form of the particle: `attach('LOT-7', '이')` → LOT-7이, `attach('A', '이')` → A가. */
export function attach(word: string, particle: string): string {
  return word + fit(word, particle);
}

const OPEN_MARK =
  /(을\(를\)|를\(을\)|이\(가\)|가\(이\)|은\(는\)|는\(은\)|과\(와\)|와\(과\)|\(으\)로|\(이\)(?:나|랑|며|고|란|라고|다))/g;

/** Settles the particles that a template leaves open: 이(가), 을(를), 은(는), 와(과), (으)로, (이)나 … */
export function resolveParticles(text: string): string {
  return text.replace(OPEN_MARK, (mark: string, _: string, at: number) => {
    const afterConsonant = mark.startsWith('(') ? mark.replace(/[()]/g, '') : mark[0]!;
    const ending = endingOf(text.slice(0, at));
    return ending ? choose(byForm.get(afterConsonant)!, ending) : mark;
  });
}

function choose([afterConsonant, afterVowel]: readonly [string, string], ending: Ending): string {
  if (ending === 'vowel') return afterVowel;
  return ending === 'rieul' && afterVowel.startsWith('로') ? afterVowel : afterConsonant;
}
