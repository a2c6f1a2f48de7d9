import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { Tokenizer } from '../../text/tokenizer';
import { normalise, rowsOf } from '../../vector';

/** Most pictures or texts of one run: bounds the memory of a batch. */
const LARGEST_BATCH = 16;

/** Tensors of `3 × height × width` values to one unit vector each. */
export type PictureTower = (pictures: Float32Array[]) => Promise<Float32Array[]>;

/** Tensors of pictures to what the tower sees of every cell besides. */
export type PatchTower = (pictures: Float32Array[]) => Promise<Looked[]>;

export interface Looked {
  embedding: Float32Array;
  /** `channels × rows × columns`. */
  patches: Float32Array;
  /** Log-odds of the likeliest defect class, `rows × columns`. */
  odds: Float32Array;
  channels: number;
  columns: number;
}

/** What the tower says of a picture at a glance. */
export interface Glance {
  embedding: Float32Array;
  /** Absent where the graph does not tell of its cells. */
  worst?: { odds: number; at: [across: number, down: number] };
}

/** Cells whose mean odds are the picture's: one alone may be noise. */
const HIGHEST = 3;

/** Tensors of pictures to embeddings and, where the graph tells of its cells, the highest log-odds of a defect and its place. */
export function glanceTower(
  session: InferenceSession,
  { width, height }: { width: number; height: number },
): (pictures: Float32Array[]) => Promise<Glance[]> {
  const outputs = ['image_embeds', 'defect_odds'].filter((name) => session.outputNames.includes(name));
  return (pictures) =>
    inBatches(pictures, async (batch) => {
      const { image_embeds, defect_odds } = await session.run({ pixel_values: stacked(batch, width, height) }, outputs);
      const cells = defect_odds && rowsOf(defect_odds.data as Float32Array, batch.length);
      return rowsOf(image_embeds!.data as Float32Array, batch.length).map((row, index) => {
        return { embedding: normalise(row), ...(cells && { worst: worstOf(cells[index]!, defect_odds!.dims[2]!) }) };
      });
    });
}

function worstOf(cells: Float32Array, columns: number): Glance['worst'] {
  const highest = cells.slice().sort().subarray(-HIGHEST);
  const cell = cells.indexOf(highest.at(-1)!);
  return {
    odds: highest.reduce((sum, value) => sum + value, 0) / highest.length,
    at: [((cell % columns) + 0.5) / columns, ((Math.floor(cell / columns) + 0.5) * columns) / cells.length],
  };
}

/**
 * @param session tells of the picture, and how much each cell looks like a defect
 * @param comparing tells what is compared with good parts, for the same cells
 */
export function patchTower(
  session: InferenceSession,
  comparing: InferenceSession,
  { width, height }: { width: number; height: number },
): PatchTower {
  return (pictures) =>
    inBatches(pictures, async (batch) => {
      const feeds = { pixel_values: stacked(batch, width, height) };
      const { image_embeds, defect_odds } = await session.run(feeds);
      const { patch_features } = await comparing.run(feeds);
      const patches = rowsOf(patch_features!.data as Float32Array, batch.length);
      const odds = rowsOf(defect_odds!.data as Float32Array, batch.length);
      const [, channels, , columns] = patch_features!.dims as [number, number, number, number];
      return rowsOf(image_embeds!.data as Float32Array, batch.length).map((row, index) => {
        return { embedding: normalise(row), patches: patches[index]!, odds: odds[index]!, channels, columns };
      });
    });
}

/**
 * Of one picture, how much every cell speaks for the first text rather than for the others: Grad-CAM (Selvaraju et al. 2017)
 * with the derivative in the graph, log-odds up to a factor that all cells share.
 *
 * @param texts unit vectors times the logit scale
 */
export type GradientTower = (
  picture: Float32Array,
  texts: Float32Array[],
) => Promise<{ cells: Float32Array; columns: number }>;

/** Nothing where the graph has no derivative. */
export function gradientTower(
  session: InferenceSession,
  { width, height }: { width: number; height: number },
): GradientTower | undefined {
  if (!session.outputNames.includes('heatmap')) return undefined;
  return async (picture, [prompt, ...others]) => {
    const against = others.length > 0 ? others : [new Float32Array(prompt!.length)];
    const rows = [prompt!, ...against];
    const texts = new Tensor('float32', Float32Array.from(rows.flatMap((row) => [...row])), [
      rows.length,
      prompt!.length,
    ]);
    const { heatmap } = await session.run({ pixel_values: stacked([picture], width, height), texts }, ['heatmap']);
    return { cells: heatmap!.data as Float32Array, columns: heatmap!.dims[2]! };
  };
}

function stacked(batch: Float32Array[], width: number, height: number): Tensor {
  const values = new Float32Array(batch.length * 3 * width * height);
  batch.forEach((picture, index) => values.set(picture, index * picture.length));
  return new Tensor('float32', values, [batch.length, 3, height, width]);
}

export function pictureTower(
  session: InferenceSession,
  { width, height }: { width: number; height: number },
): PictureTower {
  return (pictures) =>
    inBatches(pictures, async (batch) => {
      const { image_embeds } = await session.run({ pixel_values: stacked(batch, width, height) }, ['image_embeds']);
      return rowsOf(image_embeds!.data as Float32Array, batch.length).map(normalise);
    });
}

/** How a text tower wants to be asked. */
export interface TextForm {
  /** Most tokens of a text. */
  longest: number;
  /** It knows lower case only. */
  lowerCase?: boolean;
  /** It reads every text at that length, filled up with this token. */
  padding?: number;
}

export interface TextTower {
  /** Longer texts lose what comes before their end token. */
  tokensOf(text: string): number[];
  /** @returns one unit vector each */
  embed(texts: string[]): Promise<Float32Array[]>;
}

export function textTower(session: InferenceSession, tokenizer: Tokenizer, form: TextForm): TextTower {
  const { longest, lowerCase, padding } = form;
  const tokensOf = (text: string) => {
    const ids = tokenizer.encode(lowerCase ? text.toLowerCase() : text);
    if (ids.length > longest) return [...ids.slice(0, longest - 1), ids.at(-1)!];
    return padding === undefined ? ids : [...ids, ...Array<number>(longest - ids.length).fill(padding)];
  };
  const embed = (texts: string[]) =>
    inBatches(texts.map(tokensOf), async (batch) => {
      const length = Math.max(...batch.map((ids) => ids.length));
      // A tower that takes texts of any length is causal and read at the first end token: what follows does not matter.
      const padded = batch.flatMap((ids) => [...ids, ...Array<number>(length - ids.length).fill(ids.at(-1)!)]);
      const input_ids = new Tensor('int64', BigInt64Array.from(padded, BigInt), [batch.length, length]);
      const { text_embeds } = await session.run({ input_ids });
      return rowsOf(text_embeds!.data as Float32Array, batch.length).map(normalise);
    });
  return { tokensOf, embed };
}

async function inBatches<T, R>(items: T[], run: (batch: T[]) => Promise<R[]>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += LARGEST_BATCH) {
    results.push(...(await run(items.slice(start, start + LARGEST_BATCH))));
  }
  return results;
}
