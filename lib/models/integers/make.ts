import { readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { replaceFile } from '../../replace-file';
import { WrittenFile } from '../binding/written-file';
import { ELEMENT, type Place, type TensorMessage } from '../onnx/messages';
import { integerGraph, type Product } from './graph';
import { quantise, widthOf, type Matrix } from './matrix';

/** The integers of all graphs of a model, beside them. */
const WRITTEN = 'weights_int8.bin';

export interface GraphFile {
  /** Relative to the model's folder. */
  path: string;
  /** The files its weights lie in, likewise; absent where the graph carries them. */
  weights?: string[];
}

const TYPES = new Map<number, Matrix['type']>([
  [ELEMENT.F32, 'F32'],
  [ELEMENT.F16, 'F16'],
  [ELEMENT.BF16, 'BF16'],
]);

/**
 * Makes int8 graphs of a model's graphs in single precision, `…_int8.onnx` beside each. What stays in single precision
 * is pointed to where it lies.
 *
 * @param root the model's folder
 * @param graphs all in one folder, that of the model or one below
 * @returns the new graphs
 */
export async function makeIntegers(root: string, graphs: GraphFile[], signal?: AbortSignal): Promise<GraphFile[]> {
  if (graphs.length === 0) return [];
  const room = posix.dirname(graphs[0]!.path);
  const written = new WrittenFile();
  const made: (GraphFile & { content: Buffer })[] = [];
  for (const { path, weights = [] } of graphs) {
    const model = await readFile(join(root, path));
    const content = integerGraph(model, (product) => {
      const matrix = matrixOf(product, dirname(join(root, path)));
      return matrix && placesOf(matrix, nameOf(product, path), written);
    });
    made.push({
      path: path.replace(/\.onnx$/, '_int8.onnx'),
      content,
      weights: [...weights, posix.join(room, WRITTEN)].sort(),
    });
  }
  await written.write(join(root, room, WRITTEN), signal);
  for (const { path, content } of made) await replaceFile(join(root, path), content);
  return made.map(({ path, weights }) => ({ path, weights }));
}

function matrixOf({ weight, turned }: Product, folder: string): Matrix | undefined {
  const { shape, type, raw, external } = weight;
  const known = TYPES.get(type);
  if (!known || (!external && raw.length === 0)) return undefined;
  const source = external ? { file: join(folder, external.location), offset: external.offset } : raw;
  return { rows: shape[0]!, columns: shape[1]!, type: known, turned, source };
}

/** One tensor, also where several graphs or nodes use it. */
function nameOf({ weight, turned }: Product, path: string): string {
  const { external, name }: TensorMessage = weight;
  return JSON.stringify([external ?? [path, name], turned]);
}

function placesOf(matrix: Matrix, name: string, written: WrittenFile): { integers: Place; scales: Place } {
  const { rows, columns, turned } = matrix;
  const width = widthOf(matrix);
  const scales = 4 * width;
  const start = Math.ceil(scales / 64) * 64;
  const length = start + rows * columns;
  const offset = written.add(name, {
    length,
    async content() {
      const made = await quantise(matrix);
      const bytes = Buffer.alloc(length);
      bytes.set(new Uint8Array(made.scales.buffer));
      bytes.set(new Uint8Array(made.integers.buffer), start);
      return bytes;
    },
  });
  const shape = turned ? [columns, rows] : [rows, columns];
  return {
    scales: { shape: [width], type: 'F32', location: WRITTEN, offset, length: scales },
    integers: { shape, type: 'I8', location: WRITTEN, offset: offset + start, length: rows * columns },
  };
}
