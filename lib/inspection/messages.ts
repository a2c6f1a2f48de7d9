import { resolveParticles } from '../text/josa';
import type { ErrorCode } from './errors';
import english from './messages/en-US.json';
import korean from './messages/ko.json';

export type Language = 'en-US' | 'ko';
export type ErrorParameters = Record<string, string | number>;

const texts: Record<Language, Record<ErrorCode, { message: string; advice: string }>> = {
  'en-US': english,
  ko: korean,
};

/** The language of a locale name such as `ko`, `ko-KR` or `en_GB.UTF-8`; English for all others. */
export function languageOf(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('ko') ? 'ko' : 'en-US';
}

/** What happened and what to do, with `{name}` replaced by the parameters. */
export function explain(
  code: ErrorCode,
  parameters: ErrorParameters,
  language: Language,
): { message: string; advice: string } {
  const { message, advice } = texts[language][code];
  const fill = (text: string) => {
    const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? '–'));
    return language === 'ko' ? resolveParticles(filled) : filled;
  };
  return { message: fill(message), advice: fill(advice) };
}
