import type { TranslateInput, TranslateOutput } from '../../inference/jobs';
import type { EngineSettings } from '../../inference/settings';
import type { CaptionText } from '../../inspection/record';
import type { Translator } from '../families/translator';
import { loadTranslator } from '../families/translators';
import { copiedFrom } from '../generation/copying';
import { generate } from '../generation/generate';
import type { JobContext } from '../job';

export async function warm(model: string, settings: EngineSettings): Promise<void> {
  await loadTranslator(model, settings);
}

export async function run(inputs: TranslateInput[], contexts: JobContext[]): Promise<TranslateOutput[]> {
  return Promise.all(inputs.map((input, index) => translate(input, contexts[index]!)));
}

async function translate(input: TranslateInput, context: JobContext): Promise<TranslateOutput> {
  const model = await context.time('load', () => loadTranslator(input.model, context.settings));
  const texts: CaptionText[] = [];
  for (const [index, sentence] of input.texts.entries()) {
    const progress = (fraction: number) => context.progress((index + fraction) / input.texts.length);
    texts.push(await context.time('write', () => translateSentence(model, sentence, input, context.signal, progress)));
  }
  return { texts, model: model.use };
}

async function translateSentence(
  model: Translator,
  sentence: string,
  { generation, direction }: TranslateInput,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<CaptionText> {
  const rules = model.rulesFor(direction, generation.bannedWords);
  const decoder = await model.read(sentence, direction);
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
