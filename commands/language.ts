import { languageOf, type Language } from '../lib/inspection/messages';
import { resolveParticles } from '../lib/text/josa';
import english from './words/en-US.json';
import korean from './words/ko.json';

const texts: Record<Language, Record<Word, string>> = { 'en-US': english, ko: korean };

export type Word = keyof typeof english;

/** The language of what the commands print: GYEOL_LANG, else the terminal's. */
export const language = (): Language =>
  languageOf(process.env.GYEOL_LANG ?? process.env.LC_ALL ?? process.env.LC_MESSAGES ?? process.env.LANG);

/** A text of `words/` with `{name}` replaced by the values. */
export function say(word: Word, values: Record<string, string | number> = {}): string {
  const text = texts[language()][word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '–'));
  return language() === 'ko' ? resolveParticles(text) : text;
}
