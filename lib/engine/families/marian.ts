import { translatorLoader } from './translator';

/** Its weights know one direction. Junczys-Dowmunt et al. 2018, "Marian". */
export const loadMarian = translatorLoader('marian', ({ tokenizer }) => ({
  tokensOf: (sentence) => tokenizer.encode(sentence),
}));
