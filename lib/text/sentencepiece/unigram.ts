import type { Part } from './cutter';
import { KIND, type SentencePieceModel } from './model';

/** How much less likely than the rarest piece a character is that no piece covers. */
const UNKNOWN_PENALTY = 10;

interface Step {
  /** Of the best way here, single precision as in the original. */
  score: number;
  /** Where its last piece begins. */
  from: number;
  known: boolean;
}

/** Cuts a normalised text into its most probable pieces. Kudo 2018, "Subword Regularization", section 3.2. */
export function createUnigram({ pieces }: SentencePieceModel): (normal: string) => Part[] {
  const normals = pieces.filter(({ kind }) => kind === KIND.normal).map(({ score }) => score);
  const [lowest, highest] = normals.reduce(
    ([low, high], score) => [Math.min(low, score), Math.max(high, score)],
    [Infinity, -Infinity],
  );
  const unknown = Math.fround(lowest - UNKNOWN_PENALTY);
  const scores = new Map<string, number>();
  for (const { text, score, kind } of pieces) {
    if (kind === KIND.normal) scores.set(text, score);
    // A user's own piece always wins, the longer the more.
    if (kind === KIND.userDefined) scores.set(text, Math.fround(Buffer.byteLength(text) * highest - 0.1));
  }
  const longest = Math.max(...[...scores.keys()].map((text) => [...text].length));

  return (normal) => {
    const characters = [...normal];
    const best: (Step | undefined)[] = [{ score: 0, from: 0, known: true }];
    for (let from = 0; from < characters.length; from++) {
      const here = best[from]!.score;
      const reach = (to: number, score: number, known: boolean) => {
        const total = Math.fround(score + here);
        if (!best[to] || total > best[to].score) best[to] = { score: total, from, known };
      };
      let text = '';
      let single = false;
      for (let to = from + 1; to <= Math.min(characters.length, from + longest); to++) {
        text += characters[to - 1];
        const score = scores.get(text);
        if (score === undefined) continue;
        reach(to, score, true);
        single ||= to === from + 1;
      }
      if (!single) reach(from + 1, unknown, false);
    }
    return trace(characters, best);
  };
}

function trace(characters: string[], best: (Step | undefined)[]): Part[] {
  const cut: Part[] = [];
  for (let to = characters.length; to > 0;) {
    const { from, known } = best[to]!;
    cut.push({ text: characters.slice(from, to).join(''), known });
    to = from;
  }
  return cut.reverse();
}
