import type { Hypothesis, SearchOptions } from './beam-search';
import type { StepDecoder } from './decoder';
import { randomSource } from '../../random';
import { logSoftmax } from './softmax';

export interface SamplingOptions extends Omit<SearchOptions, 'beams' | 'earlyStopping'> {
  /** Sequences that are drawn, each with its own numbers. */
  count: number;
  /** 0: always the likeliest token (greedy search). */
  temperature: number;
  topP: number;
  seed: number;
}

interface Draw {
  sequence: number[];
  score: number;
  random: () => number;
}

/**
 * Draws whole sequences token by token. Scores are those of the model itself, before temperature and top-p, so that
 * they compare with those of beam search.
 *
 * @returns `count` sequences, best first
 */
export async function sample(decoder: StepDecoder, prompt: number[], options: SamplingOptions): Promise<Hypothesis[]> {
  const { count, maxNewTokens, lengthPenalty, end, processors, onStep } = options;
  const done: Hypothesis[] = [];
  let running: Draw[] = Array.from({ length: count }, (_, index) => ({
    sequence: prompt,
    score: 0,
    random: randomSource(options.seed + index),
  }));
  let parents = running.map(() => 0);

  for (let length = 1; length <= maxNewTokens && running.length > 0; length++) {
    await onStep(length - 1);
    // All draws begin alike: the prompt is read once and shared.
    const rows =
      length === 1
        ? await decoder.step([prompt], [])
        : await decoder.step(
            running.map(({ sequence }) => sequence.slice(-1)),
            parents,
          );
    const next: Draw[] = [];
    const survivors: number[] = [];
    running.forEach((draw, row) => {
      const scores = length === 1 ? rows[0]!.slice() : rows[row]!;
      for (const process of processors) process(draw.sequence, scores);
      logSoftmax(scores);
      const token = options.temperature > 0 ? drawToken(scores, options, draw.random()) : likeliest(scores);
      const sequence = [...draw.sequence, token];
      const score = draw.score + scores[token]!;
      if (end.includes(token) || length === maxNewTokens) {
        done.push({ tokens: sequence.slice(prompt.length), score: score / length ** lengthPenalty });
      } else {
        next.push({ ...draw, sequence, score });
        survivors.push(length === 1 ? 0 : row);
      }
    });
    running = next;
    parents = survivors;
  }
  return done.sort((a, b) => b.score - a.score);
}

function likeliest(scores: Float32Array): number {
  let best = 0;
  for (let token = 1; token < scores.length; token++) if (scores[token]! > scores[best]!) best = token;
  return best;
}

/**
 * One token from the smallest set of likeliest tokens that holds the probability `topP`.
 * Holtzman et al. 2020, "The Curious Case of Neural Text Degeneration".
 */
function drawToken(scores: Float32Array, { temperature, topP }: SamplingOptions, random: number): number {
  const warmed = scores.map((score) => score / temperature);
  logSoftmax(warmed);
  const probabilities = warmed.map(Math.exp);
  const tokens = [...probabilities.keys()].sort((a, b) => probabilities[b]! - probabilities[a]!);
  let nucleus = 0;
  let sum = 0;
  while (nucleus < tokens.length && (nucleus === 0 || sum < topP)) sum += probabilities[tokens[nucleus++]!]!;

  let left = random * sum;
  for (const token of tokens.slice(0, nucleus)) {
    left -= probabilities[token]!;
    if (left < 0) return token;
  }
  return tokens[nucleus - 1]!;
}
