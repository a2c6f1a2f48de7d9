import type { TranslateInput, TranslateOutput } from '../../inference/jobs';
import type { EngineSettings } from '../../inference/settings';
import type { CaptionText } from '../../inspection/record';
import { loadMarian, type MarianModel } from '../families/marian';
import { copiedFrom } from '../generation/copying';
import { generate } from '../generation/generate';
import type { JobContext } from '../job';

export async function warm(model: string, settings: EngineSettings): Promise<void> {
  await loadMarian(model, settings);
}

export async function run(inputs: TranslateInput[], contexts: JobContext[]): Promise<TranslateOutput[]> {
  return Promise.all(inputs.map((input, index) => translate(input, contexts[index]!)));
}

async function translate(input: TranslateInput, context: JobContext): Promise<TranslateOutput> {
  const model = await context.time('load', () => loadMarian(input.model, context.settings));
  const texts: CaptionText[] = [];
  for (const [index, sentence] of input.texts.entries()) {
    const progress = (fraction: number) => context.progress((index + fraction) / input.texts.length);
    texts.push(await context.time('write', () => translateSentence(model, sentence, input, context.signal, progress)));
  }
  return { texts, model: model.use };
}

async function translateSentence(
  model: MarianModel,
  sentence: string,
  { generation }: TranslateInput,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<CaptionText> {
  const rules = model.rulesWithout(generation.bannedWords);
  const decoder = await model.read(sentence);
  const [best] = await generate({
    decoder,
    prompt: [rules.start],
    rules,
    options: generation,
    processors: [copiedFrom(sentence, model.copyPieces)],
    signal,
    onProgress,
  });
  return model.tell(best!);
}
