/** Words whose full stop does not end a sentence. */
const ABBREVIATION = /(?:^|[\s(])(?:approx|e\.g|i\.e|etc|vs|no|fig|min|max|dia|mr|dr|ca|cf)\.\s*$/i;

/**
 * The sentences of an English or Korean text, trimmed, in order. A full stop in a number or behind an abbreviation ends
 * none (Unicode Standard Annex 29, then the abbreviations of inspection notes).
 */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)) {
    open += segment;
    if (ABBREVIATION.test(open)) continue;
    sentences.push(open.trim());
    open = '';
  }
  return [...sentences, open.trim()].filter(Boolean);
}
