import type { ClipInput, ClipOutput } from '../../inference/jobs';
import type { EngineSettings } from '../../inference/settings';
import type { Box } from '../../inspection/record';
import { InspectionError } from '../../inspection/errors';
import { loadClip, type ClipModel } from '../families/clip';
import type { Looked } from '../families/towers';
import type { JobContext } from '../job';
import { hashOfLabels, labelEmbeddings } from '../label-embeddings';
import { clahe } from '../picture/contrast';
import { decode, type Decoded } from '../picture/decode';
import type { Pixels } from '../picture/pixels';
import { clampBox, thumbnail } from '../picture/resize';
import { decodingFor } from '../preprocess';
import { compareRegion } from '../reference/compare';
import { requirePatches, requireSame } from '../reference/fit';
import { regionsOf } from '../regions';
import { lookClosely, showsMore } from '../tiles/look';
import { dot } from '../../vector';

interface Prepared {
  input: ClipInput;
  decoded: Decoded;
  /** As decoded, or with contrast equalised. */
  pixels: Pixels;
  boxes: Box[];
  tensors: Float32Array[];
  small?: Uint8Array;
}

/** Jobs with equal labels share one run of the picture tower; one with a time budget has it to itself. */
export function batchKey({ model, labels, fine }: ClipInput): string | undefined {
  if (fine) return undefined;
  return `${model} ${hashOfLabels(labels)}`;
}

export async function warm(model: string, settings: EngineSettings): Promise<void> {
  await loadClip(model, settings);
}

export async function run(inputs: ClipInput[], contexts: JobContext[]): Promise<(ClipOutput | Error)[]> {
  const startedAt = performance.now();
  const { labels, model: name } = inputs[0]!;
  checkLabels(labels);
  const model = await bookForAll(contexts, 'load', () => loadClip(name, contexts[0]!.settings));
  const { vectors, promptsHash } = await bookForAll(contexts, 'labels', () => labelEmbeddings(model, labels));

  const prepared = await Promise.all(
    inputs.map((input, index) => prepare(model, input, contexts[index]!).catch((error: Error) => error)),
  );
  const good = prepared.filter((one): one is Prepared => !(one instanceof Error));
  const seen = await bookForAll(contexts, 'model', () => look(model, good));

  const logits = (embedding: Float32Array) =>
    vectors.map((label) => dot(embedding, label) * model.logitScale + model.logitBias);
  const tell = async (one: Prepared, context: JobContext): Promise<ClipOutput> => {
    const { embeddings: own, looked } = seen.get(one)!;
    const { reference: memory, heatmap } = one.input;
    const region = { looked: looked!, decoded: one.decoded, box: one.boxes[0]!, longest: heatmap };
    const reference = memory && (await context.time('reference', () => compareRegion(memory, region, logits)));
    const closely = fineOf(model, one);
    const fine = closely && (await lookClosely(model, { ...closely, labels, startedAt, logitsOf: logits }, context));
    return {
      picture: one.decoded.facts,
      regions: one.boxes.map((box, index) => ({ box, logits: logits(own[index]!) })),
      scoring: model.scoring,
      embedding: own[0]!,
      promptsHash,
      picturesHash: model.picturesHash,
      thumbnail: one.small,
      reference,
      fine,
      model: model.use,
    };
  };
  return Promise.all(
    prepared.map((one, index) =>
      one instanceof Error ? one : tell(one, contexts[index]!).catch((error: Error) => error),
    ),
  );
}

function checkLabels(labels: ClipInput['labels']): void {
  const empty = labels.find((label) => label.prompts.length === 0);
  if (labels.length > 0 && !empty) return;
  throw new InspectionError('ERR_OPTIONS', { option: 'labels', reason: empty ? `${empty.id}: no prompt` : 'no label' });
}

async function prepare(model: ClipModel, input: ClipInput, context: JobContext): Promise<Prepared> {
  const { preprocessor } = model;
  if (input.reference) requireSame(input.reference, model, input);
  const [, , narrowest, lowest] = regionsOf({ width: 1, height: 1 }, input).at(-1)!;
  const reading = { part: Math.min(narrowest, lowest), changed: Boolean(input.clahe), thumbnail: input.thumbnail };
  const options = input.fine ? {} : decodingFor(preprocessor, reading);
  const decoded = await context.time('decode', () => decode(input.picture, options));
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
    return { input, decoded, pixels, boxes, tensors, small };
  });
}

/** What is to be looked at closely, where that shows more. */
function fineOf(model: ClipModel, { input, pixels, boxes }: Prepared) {
  const [region] = boxes;
  return input.fine && showsMore(region!, model) ? { pixels, region: region!, fine: input.fine } : undefined;
}

interface Seen {
  /** Of the whole region, then of its tiles. */
  embeddings: Float32Array[];
  /** Of the whole region, where it is to be compared. */
  looked?: Looked;
}

async function look(model: ClipModel, pictures: Prepared[]): Promise<Map<Prepared, Seen>> {
  const compared = pictures.filter(({ input }) => input.reference);
  const plain = pictures.filter(({ input }) => !input.reference);
  const looked = await inGroups(
    model,
    compared,
    ([whole]) => [whole!],
    compared.length ? requirePatches(model) : never,
  );
  const embedded = await inGroups(model, plain, (tensors) => tensors, model.embedPictures);
  const tiles = await inGroups(model, compared, ([, ...tensors]) => tensors, model.embedPictures);
  const seen = new Map<Prepared, Seen>();
  for (const picture of plain) seen.set(picture, { embeddings: embedded.get(picture)! });
  for (const picture of compared) {
    const [whole] = looked.get(picture)!;
    seen.set(picture, { embeddings: [whole!.embedding, ...tiles.get(picture)!], looked: whole });
  }
  return seen;
}

const never = () => Promise.resolve([]);

/** Runs the tensors of all pictures together, or each picture's by itself where the company of others changes a result. */
async function inGroups<T>(
  model: ClipModel,
  pictures: Prepared[],
  chosen: (tensors: Float32Array[]) => Float32Array[],
  tower: (tensors: Float32Array[]) => Promise<T[]>,
): Promise<Map<Prepared, T[]>> {
  const groups = model.batchInvariant ? [pictures] : pictures.map((picture) => [picture]);
  const results = new Map<Prepared, T[]>();
  for (const group of groups) {
    const rows = await tower(group.flatMap(({ tensors }) => chosen(tensors)));
    for (const picture of group) results.set(picture, rows.splice(0, chosen(picture.tensors).length));
  }
  return results;
}

/** Work that is done once for several jobs takes its time from each of them. */
function bookForAll<T>(contexts: JobContext[], stage: string, work: () => Promise<T>): Promise<T> {
  return contexts.reduce<() => Promise<T>>((inner, context) => () => context.time(stage, inner), work)();
}
