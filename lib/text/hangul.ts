/** Hangul syllables, Unicode Standard chapter 3.12: code = 0xAC00 + (initial × 21 + vowel) × 28 + final. */

const FIRST = 0xac00;
const FINALS = 28;

/** Index of a final consonant within its syllable block; `none` is an open syllable. */
export const FINAL = { none: 0, nieun: 4, rieul: 8, mieum: 16 } as const;

export function isHangul(character: string | undefined): boolean {
  return character !== undefined && character >= '가' && character <= '힣';
}

/** Final consonant of a syllable as its index 0..27; the character must be a Hangul syllable. */
export function finalOf(syllable: string): number {
  return (syllable.charCodeAt(0) - FIRST) % FINALS;
}

/** The same syllable with another final consonant. */
export function withFinal(syllable: string, final: number): string {
  const code = syllable.charCodeAt(0) - FIRST;
  return String.fromCharCode(FIRST + code - (code % FINALS) + final);
}

export function hasHangul(text: string): boolean {
  return /[가-힣]/.test(text);
}
