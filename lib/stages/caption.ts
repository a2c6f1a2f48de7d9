import type { CaptionInput, CaptionOutput, Generation } from '../inference';
import type { Caption } from '../inspection/record';
import { checkCaption, type CaptionRules } from '../text/quality';
import { tryUntilGood } from './attempts';
import { bookPicture, bookQuality, bookStage } from './book';
import type { StageContext } from './stage';

export interface CaptionOptions {
  model: string;
  /** May hold `{label}`: the English name of the judged label. */
  prompt: string;
  generation: Generation;
  rules: CaptionRules;
  attempts: number;
}

/** What is seen, by BLIP: fills `caption` and books the quality rules. */
export async function caption(
  { engine, picture, inspection, signal }: StageContext,
  options: CaptionOptions,
): Promise<Caption> {
  const { model, generation, rules, attempts } = options;
  const prompt = options.prompt.replaceAll('{label}', inspection.judgement?.label.en ?? '').trim() || undefined;

  const run = async (generation: Generation): Promise<CaptionOutput> => {
    const input: CaptionInput = { picture, model, prompt, generation };
    const { output, timings } = await engine.run('caption', input, { signal, frameId: inspection.id });
    bookPicture(inspection, output.picture);
    bookStage(inspection, 'caption', { timings, model: output.model });
    return output;
  };
  const best = await tryUntilGood(generation, attempts, run, (text) => checkCaption(text, rules));
  inspection.caption = { ...best.caption, ...(prompt && { prompt }), beams: generation.numBeams };
  bookQuality(inspection, best.checks);
  return inspection.caption;
}
