import { hasHangul } from './hangul';

export type TextLanguage = 'en' | 'ko';

/** Korean as soon as one Hangul syllable stands in the text. */
export function languageOfText(text: string): TextLanguage {
  return hasHangul(text) ? 'ko' : 'en';
}
