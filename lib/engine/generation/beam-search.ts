import type { StepDecoder } from './decoder';
import type { ScoreProcessor } from './processors';
import { logSoftmax } from './softmax';

export interface SearchOptions {
  beams: number;
  earlyStopping: boolean | 'never';
  maxNewTokens: number;
  /** Exponent of the length that a finished sequence's score is divided by. */
  lengthPenalty: number;
  end: number[];
  processors: ScoreProcessor[];
  /** Called before each step with its number; what it throws ends the search. */
  onStep(step: number): Promise<void>;
}

export interface Hypothesis {
  /** What was generated, without the prompt; the end token included where it came. */
  tokens: number[];
  /** Sum of the log-probabilities / length ** lengthPenalty. */
  score: number;
}

interface Beam {
  sequence: number[];
  /** Sum of the log-probabilities. */
  score: number;
}

interface Candidate {
  row: number;
  token: number;
  score: number;
}

/**
 * Beam search as Hugging Face transformers 5 does it: token for token the same result.
 *
 * Of the candidates of all beams the best `beams` may finish a sequence; the best unfinished ones go on. The search is
 * over when no running beam, at its present length, scores better than the worst of `beams` finished sequences; with
 * `earlyStopping` as soon as there are so many; with `never` when none could even at its longest.
 *
 * @returns at most `beams` sequences, best first
 */
export async function beamSearch(
  decoder: StepDecoder,
  prompt: number[],
  { beams, earlyStopping, maxNewTokens, lengthPenalty, end, processors, onStep }: SearchOptions,
): Promise<Hypothesis[]> {
  const kept = Math.max(2, 1 + end.length) * beams;
  const longest = earlyStopping === 'never' && lengthPenalty > 0 ? maxNewTokens : 0;
  let running: Beam[] = [{ sequence: prompt, score: 0 }];
  let parents = [0];
  let finished: Hypothesis[] = [];

  for (let length = 1; length <= maxNewTokens && running.length > 0; length++) {
    await onStep(length - 1);
    const unread = length === 1 ? prompt.length : 1;
    const rows = await decoder.step(
      running.map(({ sequence }) => sequence.slice(-unread)),
      parents,
    );
    rows.forEach((scores, row) => {
      logSoftmax(scores);
      for (const process of processors) process(running[row]!.sequence, scores);
    });

    const normaliser = length ** lengthPenalty;
    const next: (Beam & { parent: number })[] = [];
    bestCandidates(rows, running, kept).forEach(({ row, token, score }, rank) => {
      const sequence = [...running[row]!.sequence, token];
      if (!end.includes(token) && length < maxNewTokens) next.push({ sequence, score, parent: row });
      else if (rank < beams) finished.push({ tokens: sequence.slice(prompt.length), score: score / normaliser });
    });
    finished = finished.sort(byScore).slice(0, beams);
    running = next.slice(0, beams);
    parents = next.slice(0, beams).map(({ parent }) => parent);
    if (finished.length < beams || !running[0]) continue;
    const possible = running[0].score / (longest || length) ** lengthPenalty;
    if (earlyStopping === true || possible <= finished.at(-1)!.score) break;
  }
  return finished;
}

const byScore = (a: { score: number }, b: { score: number }) => b.score - a.score;

/** The `count` best continuations of all rows together, best first; impossible ones left out. */
function bestCandidates(rows: Float32Array[], beams: Beam[], count: number): Candidate[] {
  const best: Candidate[] = [];
  rows.forEach((scores, row) => {
    const base = beams[row]!.score;
    for (let token = 0; token < scores.length; token++) {
      const score = base + scores[token]!;
      if (score === -Infinity || (best.length === count && score <= best[count - 1]!.score)) continue;
      let place = best.length;
      while (place > 0 && best[place - 1]!.score < score) place--;
      best.splice(place, 0, { row, token, score });
      if (best.length > count) best.pop();
    }
  });
  return best;
}
