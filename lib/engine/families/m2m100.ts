import { InspectionError } from '../../inspection/errors';
import { languageToken } from '../../text/sentencepiece/m2m100';
import { translatorLoader } from './translator';

/**
 * Any direction among a hundred languages: the source's token stands before a sentence, the target's begins its
 * translation. Fan et al. 2020, "Beyond English-Centric Multilingual Machine Translation".
 */
export const loadM2m100 = translatorLoader('m2m100', ({ tokenizer, rules, use }) => {
  const tokenOf = (language: string) => {
    const [token, ...more] = tokenizer.encode(languageToken(language), { bare: true });
    if (token !== undefined && more.length === 0) return token;
    throw new InspectionError('ERR_OPTIONS', { option: 'direction', reason: `${language} – ${use.id}` });
  };
  return {
    tokensOf: (sentence, { from }) => [tokenOf(from), ...tokenizer.encode(sentence, { bare: true }), rules.end[0]!],
    opening: ({ to }) => tokenOf(to),
  };
});
