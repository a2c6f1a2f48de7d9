import { setImmediate } from 'node:timers/promises';
import type { Generation } from '../../inference/jobs';
import { InspectionError } from '../../inspection/errors';
import { beamSearch, type Hypothesis } from './beam-search';
import type { StepDecoder } from './decoder';
import { checkGeneration } from './options';
import { bannedWords, forced, noRepeatNgram, notBefore, repetitionPenalty, type ScoreProcessor } from './processors';
import type { GenerationRules } from './rules';
import { sample } from './sampling';
import { logSoftmax } from './softmax';

export interface GenerationTask {
  decoder: StepDecoder;
  /** Tokens the text starts with, the start token first. */
  prompt: number[];
  rules: GenerationRules;
  options: Generation;
  /** Applied after those of the rules and options. */
  processors?: ScoreProcessor[];
  signal?: AbortSignal;
  /** Told before every step how much of the permitted length is written, 0..1. */
  onProgress?(fraction: number): void;
}

/**
 * Writes text token by token: beam search, or with a temperature as many drawn sequences as there would be beams.
 * One beam without a temperature is greedy search.
 *
 * @returns at least one sequence, best first
 * @throws InspectionError ERR_OPTIONS, ERR_CANCELLED
 */
export async function generate({
  decoder,
  prompt,
  rules,
  options,
  processors = [],
  signal,
  onProgress,
}: GenerationTask): Promise<Hypothesis[]> {
  checkGeneration(options);
  const maxNewTokens = Math.min(options.maxNewTokens, rules.positions - prompt.length);
  if (maxNewTokens < 1) {
    const reason = `${prompt.length} tokens, the model reads and writes ${rules.positions} at most`;
    throw new InspectionError('ERR_OPTIONS', { option: 'prompt', reason });
  }
  const common = {
    maxNewTokens,
    lengthPenalty: options.lengthPenalty ?? 1,
    end: rules.end,
    processors: [...processorsFor(options, rules, prompt.length, maxNewTokens), ...processors],
    async onStep(step: number) {
      // session.run holds the thread: here the messages that came meanwhile, such as a cancel, get their turn.
      await setImmediate();
      if (signal?.aborted) throw new InspectionError('ERR_CANCELLED');
      onProgress?.(step / maxNewTokens);
    },
  };
  const temperature = options.temperature ?? 0;
  if (temperature === 0 && options.numBeams > 1)
    return beamSearch(decoder, prompt, { ...common, beams: options.numBeams, earlyStopping: rules.earlyStopping });
  return sample(decoder, prompt, {
    ...common,
    count: temperature === 0 ? 1 : options.numBeams,
    temperature,
    topP: options.topP ?? 1,
    seed: options.seed ?? 0,
  });
}

/** In the order of Hugging Face transformers, on which the result depends. */
function processorsFor(
  options: Generation,
  rules: GenerationRules,
  promptLength: number,
  maxNewTokens: number,
): ScoreProcessor[] {
  const { repetitionPenalty: penalty = 1, noRepeatNgramSize = 0, minNewTokens = 0 } = options;
  const processors: ScoreProcessor[] = [];
  if (penalty !== 1) processors.push(repetitionPenalty(penalty));
  if (noRepeatNgramSize > 0) processors.push(noRepeatNgram(noRepeatNgramSize));
  if (rules.bannedWords.length > 0) processors.push(bannedWords(rules.bannedWords));
  if (minNewTokens > 0) processors.push(notBefore(promptLength + minNewTokens, rules.end));
  if (rules.forcedStart !== undefined) processors.push(forced(rules.forcedStart, 1));
  if (rules.forcedEnd !== undefined) processors.push(forced(rules.forcedEnd, promptLength + maxNewTokens - 1));
  if (rules.renormalised) processors.push((_, scores) => logSoftmax(scores));
  return processors;
}
