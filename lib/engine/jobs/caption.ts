import type { CaptionInput, CaptionOutput } from '../../inference/jobs';
import type { EngineSettings } from '../../inference/settings';
import type { CaptionText } from '../../inspection/record';
import { loadBlip } from '../families/blip';
import { generate } from '../generation/generate';
import type { JobContext } from '../job';
import { decode } from '../picture/decode';
import { thumbnail } from '../picture/resize';
import { decodingFor } from '../preprocess';

export async function warm(model: string, settings: EngineSettings): Promise<void> {
  await loadBlip(model, settings);
}

export async function run(inputs: CaptionInput[], contexts: JobContext[]): Promise<CaptionOutput[]> {
  return Promise.all(inputs.map((input, index) => caption(input, contexts[index]!)));
}

async function caption(input: CaptionInput, context: JobContext): Promise<CaptionOutput> {
  const model = await context.time('load', () => loadBlip(input.model, context.settings));
  const reading = decodingFor(model.preprocessor, { thumbnail: input.thumbnail });
  const decoded = await context.time('decode', () => decode(input.picture, reading));
  const tensor = await context.time('prepare', () =>
    model.preprocessor.prepare(decoded, [0, 0, decoded.width, decoded.height]),
  );
  const decoder = await context.time('look', () => model.look(tensor));
  const opening = input.prompt ? model.tokenizer.encode(input.prompt, { bare: true }) : [];
  const written = await context.time('write', () =>
    generate({
      decoder,
      prompt: [model.rules.start, ...opening],
      rules: model.rulesWithout(input.generation.bannedWords),
      options: input.generation,
      signal: context.signal,
      onProgress: (fraction) => context.progress(fraction),
    }),
  );
  return {
    picture: decoded.facts,
    captions: distinct(written.map((hypothesis) => model.tell(hypothesis, opening))),
    thumbnail: input.thumbnail ? await thumbnail(decoded, input.thumbnail) : undefined,
    model: model.use,
  };
}

/** Different tokens can make the same words: the best of each text stays. */
function distinct(captions: CaptionText[]): CaptionText[] {
  return captions.filter(({ text }, index) => captions.findIndex((other) => other.text === text) === index);
}
