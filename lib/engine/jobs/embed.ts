import type { EmbedInput, EmbedOutput } from '../../inference/jobs';
import { loadClip, type ClipModel } from '../families/clip';
import type { JobContext } from '../job';
import { decode } from '../picture/decode';
import { decodingFor } from '../preprocess';

/** One at a time: people ask now and then. */
export async function run(inputs: EmbedInput[], contexts: JobContext[]): Promise<(EmbedOutput | Error)[]> {
  return Promise.all(inputs.map((input, index) => embed(input, contexts[index]!).catch((error: Error) => error)));
}

async function embed(input: EmbedInput, context: JobContext): Promise<EmbedOutput> {
  const model = await context.time('load', () => loadClip(input.model, context.settings));
  const vectors = await context.time('model', async () => [
    ...(input.picture ? await pictureOf(model, input.picture) : []),
    ...(input.texts?.length ? await model.embedTexts(input.texts) : []),
  ]);
  return { vectors, picturesHash: model.picturesHash, model: model.use };
}

async function pictureOf({ preprocessor, embedPictures }: ClipModel, picture: NonNullable<EmbedInput['picture']>) {
  const decoded = await decode(picture, decodingFor(preprocessor, { part: 1, changed: false }));
  return embedPictures([await preprocessor.prepare(decoded, [0, 0, decoded.width, decoded.height])]);
}
