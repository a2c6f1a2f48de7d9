import { countsIn } from './numbers';
import { restore, type Protected } from './protect';
import { anyValueIn } from './values';

const GAP = '…';

/**
 * What of a sentence is known for certain, in its order: its terms in Korean, its values, codes and counts, with … for
 * all other words: `part 4711 failed the leak test at 3.5 bar` → … 4711 … 3.5 bar.
 */
export function plainWords(hidden: Protected): string {
  const { text } = hidden;
  const known = [
    ...[...text.matchAll(/⟦[0-9a-j]⟧/g)].map(({ 0: word, index }) => ({
      word,
      start: index,
      end: index + word.length,
    })),
    ...anyValueIn(text)
      .filter(({ start }) => text[start - 1] !== '⟦')
      .map(({ text: word, start, end }) => ({ word, start, end })),
    ...[...text.matchAll(/[A-Za-z]+/g)].flatMap(({ 0: word, index }) =>
      countsIn(word).map((digits) => ({ word: digits, start: index, end: index + word.length })),
    ),
  ].sort((a, b) => a.start - b.start);
  let written = '';
  let from = 0;
  for (const { word, start, end } of known) {
    written += `${between(text.slice(from, start))}${word}`;
    from = end;
  }
  const words = (written + between(text.slice(from))).replace(/ {2,}/g, ' ').trim();
  return restore(words || GAP, hidden)?.text ?? words;
}

const between = (skipped: string) => (/\p{L}/u.test(skipped) ? ` ${GAP} ` : skipped.replace(/[^,:()/–—\- ]/g, ''));
