import type { ClipInput, ClipOutput } from '../../inference/jobs';
import type { EngineSettings } from '../../inference/settings';
import type { Box } from '../../inspection/record';
import { InspectionError } from '../../inspection/errors';
import { loadClip, type ClipModel } from '../families/clip';
import type { JobContext } from '../job';
import { hashOfLabels, labelEmbeddings } from '../label-embeddings';
import { clahe } from '../picture/contrast';
import { decode, type Decoded } from '../picture/decode';
import { clampBox, thumbnail } from '../picture/resize';
import { decodingFor } from '../preprocess';
import { regionsOf } from '../regions';
import { dot } from '../vector';

interface Prepared {
  decoded: Decoded;
  boxes: Box[];
  tensors: Float32Array[];
  small?: Uint8Array;
}

/** Jobs with equal labels share one run of the picture tower. */
export function batchKey({ model, labels }: ClipInput): string {
  return `${model} ${hashOfLabels(labels)}`;
}

export async function warm(model: string, settings: EngineSettings): Promise<void> {
  await loadClip(model, settings);
}

export async function run(inputs: ClipInput[], contexts: JobContext[]): Promise<(ClipOutput | Error)[]> {
  const { labels, model: name } = inputs[0]!;
  checkLabels(labels);
  const model = await bookForAll(contexts, 'load', () => loadClip(name, contexts[0]!.settings));
  const { vectors, promptsHash } = await bookForAll(contexts, 'labels', () => labelEmbeddings(model, labels));

  const prepared = await Promise.all(
    inputs.map((input, index) => prepare(model, input, contexts[index]!).catch((error: Error) => error)),
  );
  const good = prepared.filter((one): one is Prepared => !(one instanceof Error));
  const embeddings = await bookForAll(contexts, 'model', () => embed(model, good));

  return prepared.map((one) => {
    if (one instanceof Error) return one;
    const own = embeddings.get(one)!;
    const logits = (embedding: Float32Array) =>
      vectors.map((label) => dot(embedding, label) * model.logitScale + model.logitBias);
    return {
      picture: one.decoded.facts,
      regions: one.boxes.map((box, index) => ({ box, logits: logits(own[index]!) })),
      scoring: model.scoring,
      embedding: own[0]!,
      promptsHash,
      picturesHash: model.picturesHash,
      thumbnail: one.small,
      model: model.use,
    };
  });
}

function checkLabels(labels: ClipInput['labels']): void {
  const empty = labels.find((label) => label.prompts.length === 0);
  if (labels.length > 0 && !empty) return;
  throw new InspectionError('ERR_OPTIONS', { option: 'labels', reason: empty ? `${empty.id}: no prompt` : 'no label' });
}

async function prepare({ preprocessor }: ClipModel, input: ClipInput, context: JobContext): Promise<Prepared> {
  const [, , narrowest, lowest] = regionsOf({ width: 1, height: 1 }, input).at(-1)!;
  const reading = { part: Math.min(narrowest, lowest), changed: Boolean(input.clahe), thumbnail: input.thumbnail };
  const decoded = await context.time('decode', () => decode(input.picture, decodingFor(preprocessor, reading)));
  return context.time('prepare', async () => {
    const small = input.thumbnail ? await thumbnail(decoded, input.thumbnail) : undefined;
    const pixels = input.clahe ? clahe(decoded, input.clahe) : decoded;
    const boxes = regionsOf(decoded.facts, input).map((box) => clampBox(box, decoded.facts));
    const across = decoded.width / decoded.facts.width;
    const down = decoded.height / decoded.facts.height;
    const tensors = await Promise.all(
      boxes.map(([x, y, width, height]) =>
        preprocessor.prepare(pixels, [x * across, y * down, width * across, height * down]),
      ),
    );
    return { decoded, boxes, tensors, small };
  });
}

async function embed(model: ClipModel, pictures: Prepared[]): Promise<Map<Prepared, Float32Array[]>> {
  const groups = model.batchInvariant ? [pictures] : pictures.map((picture) => [picture]);
  const embeddings = new Map<Prepared, Float32Array[]>();
  for (const group of groups) {
    const rows = await model.embedPictures(group.flatMap(({ tensors }) => tensors));
    for (const picture of group) embeddings.set(picture, rows.splice(0, picture.tensors.length));
  }
  return embeddings;
}

/** Work that is done once for several jobs takes its time from each of them. */
function bookForAll<T>(contexts: JobContext[], stage: string, work: () => Promise<T>): Promise<T> {
  return contexts.reduce<() => Promise<T>>((inner, context) => () => context.time(stage, inner), work)();
}
