const LONGEST = 6;
const BETA = 2;

/**
 * chrF2 of a corpus, 0..1: the F score of character n-grams of length 1 to 6, spaces left out, recall weighing twice.
 * Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation". Null where nothing is to be compared.
 */
export function chrf(pairs: { reference: string; given: string }[]): number | null {
  const scores: number[] = [];
  for (let length = 1; length <= LONGEST; length++) {
    let common = 0;
    let wanted = 0;
    let found = 0;
    for (const { reference, given } of pairs) {
      const references = ngrams(reference, length);
      for (const [ngram, count] of ngrams(given, length)) {
        common += Math.min(count, references.get(ngram) ?? 0);
        found += count;
      }
      wanted += sum(references);
    }
    if (wanted > 0) scores.push(fScore(found === 0 ? 0 : common / found, common / wanted));
  }
  return scores.length === 0 ? null : scores.reduce((total, score) => total + score) / scores.length;
}

function fScore(precision: number, recall: number): number {
  const total = BETA ** 2 * precision + recall;
  return total === 0 ? 0 : ((1 + BETA ** 2) * precision * recall) / total;
}

function ngrams(text: string, length: number): Map<string, number> {
  const letters = [...text.replace(/\s+/g, '')];
  const counts = new Map<string, number>();
  for (let start = 0; start + length <= letters.length; start++) {
    const ngram = letters.slice(start, start + length).join('');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

function sum(counts: Map<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
