import units from './units.json';

/** Measured values and codes in running text: what a translation copies and never words anew. */

/** A unit written as a word, with what stands for it in a Korean sentence. */
const WORDS: Record<string, string> = units.words;
const UNIT = [...units.symbols, ...Object.keys(WORDS)].sort((a, b) => b.length - a.length).join('|');
/** A letter, digit or sign of one word: points, commas and colons only between digits, a hyphen before digit or capital. */
const LETTER = String.raw`(?:[^\s,;:.!?()\[\]"'⟦⟧…=/\-가-힣]|(?<=\d)[.,:/](?=\d)|-(?=[\dA-Z]))`;
const WORD = String.raw`${LETTER}*\d${LETTER}*`;
const VALUE = new RegExp(String.raw`${WORD}(?:\s?[±×]\s?${WORD})*(?:\s?(?:${UNIT})(?![A-Za-z]))?`, 'g');
const COUNT = /^\d{1,2}$/;

export interface Value {
  /** As it stands in the text: `3.2 mm`, `10 ± 0.05 mm`, `LOT-7`, `14:05`. */
  text: string;
  start: number;
  end: number;
}

/**
 * The words of an English text that hold a digit, each with its tolerance or further sides and its unit. Whole numbers
 * of one or two digits are left out where they have no unit: they may count something, and Korean counts in its own way.
 */
export function valuesIn(text: string): Value[] {
  return anyValueIn(text).filter(({ text: value }) => !COUNT.test(value));
}

/** The same with the whole numbers that may be counts. */
export function anyValueIn(text: string): Value[] {
  return [...text.matchAll(VALUE)].map(({ 0: value, index }) => ({
    text: value,
    start: index,
    end: index + value.length,
  }));
}

/** A value as it stands in a Korean sentence: `3.2 degrees` is 3.2 도, `5 percent` 5 %. */
export function inKorean(value: string): string {
  const word = Object.keys(WORDS).find((unit) => value.endsWith(unit));
  return word === undefined ? value : value.slice(0, -word.length) + WORDS[word]!;
}
