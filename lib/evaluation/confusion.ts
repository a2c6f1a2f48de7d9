/** Counts of true (row) against decided (column) labels. */
export interface Confusion {
  labels: string[];
  counts: number[][];
}

export interface ClassFigures {
  n: number;
  recall: number | null;
  precision: number | null;
}

export interface Answer {
  truth: string;
  decided: string;
}

/** Labels in the order of their first appearance as truth, then those only decided. */
export function confusionOf(answers: Answer[]): Confusion {
  const labels = [...new Set([...answers.map(({ truth }) => truth), ...answers.map(({ decided }) => decided)])];
  const index = new Map(labels.map((label, i) => [label, i]));
  const counts = labels.map(() => labels.map(() => 0));
  for (const { truth, decided } of answers) counts[index.get(truth)!]![index.get(decided)!]!++;
  return { labels, counts };
}

export function topOne(answers: Answer[]): number | null {
  return ratio(answers.filter(({ truth, decided }) => truth === decided).length, answers.length);
}

/** Recall and precision a class; null where there is nothing to divide by. */
export function perClass({ labels, counts }: Confusion): Record<string, ClassFigures> {
  return Object.fromEntries(
    labels.map((label, i) => {
      const n = counts[i]!.reduce((sum, count) => sum + count, 0);
      const decided = counts.reduce((sum, row) => sum + row[i]!, 0);
      const right = counts[i]![i]!;
      return [label, { n, recall: ratio(right, n), precision: ratio(right, decided) }];
    }),
  );
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
