import type { CaptionOutput, Generation } from '../inference';
import type { Caption, CaptionText, QualityCheck } from '../inspection/record';

interface Attempt {
  caption: Omit<Caption, 'beams' | 'prompt'>;
  checks: QualityCheck[];
}

/** Sampling temperature of further attempts when the first one was a beam search. */
const RETRY_TEMPERATURE = 0.7;

/**
 * Generates until a caption keeps all rules: first the alternatives of one search, best first, each an attempt, then
 * fresh samples with the next seeds. Without success the best caption of the first search stands, with its failed checks.
 */
export async function tryUntilGood(
  generation: Generation,
  attempts: number,
  run: (generation: Generation) => Promise<CaptionOutput>,
  check: (text: string) => QualityCheck[],
): Promise<Attempt> {
  let tried = 0;
  let alternatives: CaptionText[] = [];
  let first: Attempt | undefined;
  for (let round = 0; tried < attempts; round++) {
    const { captions } = await run(round === 0 ? generation : resampled(generation, round));
    if (captions.length === 0) break;
    alternatives = [...alternatives, ...captions];
    for (const candidate of captions.slice(0, attempts - tried)) {
      tried++;
      const checks = check(candidate.text);
      const rulesPassed = checks.filter(({ passed }) => passed).map(({ rule }) => rule);
      const others = alternatives.filter((other) => other !== candidate);
      const attempt = { caption: { ...candidate, alternatives: others, attempts: tried, rulesPassed }, checks };
      if (rulesPassed.length === checks.length) return attempt;
      first ??= attempt;
    }
  }
  return { ...first!, caption: { ...first!.caption, attempts: tried } };
}

function resampled(generation: Generation, round: number): Generation {
  return {
    ...generation,
    temperature: generation.temperature || RETRY_TEMPERATURE,
    seed: (generation.seed ?? 1) + round,
  };
}
