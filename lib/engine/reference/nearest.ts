import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { packageRoot } from '../../package-root';
import type { ReferenceMemory } from '../../reference/memory';

/** Vectors to compare with, as the graph of models/export/nearest.py wants them. */
export interface Comparison {
  scale: Tensor;
  memory: Tensor;
  squares: Tensor;
}

/** @param vectors `count × channels`, scaled, row by row */
export function comparisonWith(vectors: Float32Array, scale: Float32Array): Comparison {
  const channels = scale.length;
  const count = vectors.length / channels;
  const columns = new Float32Array(vectors.length);
  const squares = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    for (let channel = 0; channel < channels; channel++) {
      const value = vectors[row * channels + channel]!;
      columns[channel * count + row] = -2 * value;
      squares[row]! += value * value;
    }
  }
  return {
    scale: new Tensor('float32', scale, [channels]),
    memory: new Tensor('float32', columns, [channels, count]),
    squares: new Tensor('float32', squares, [count]),
  };
}

/** Scaled features from 127ths of their channel's peak. */
export const valuesOf = ({ vectors, peaks }: Pick<ReferenceMemory, 'vectors' | 'peaks'>): Float32Array =>
  Float32Array.from(vectors, (value, index) => (value / 127) * peaks[index % peaks.length]!);

let opening: Promise<InferenceSession> | undefined;

/**
 * Squared distance of every cell to the nearest vector.
 *
 * @param patches `channels × places`, as the model gives them
 */
export async function nearest(patches: Float32Array, { scale, memory, squares }: Comparison): Promise<Float32Array> {
  const session = await (opening ??= open());
  const channels = scale.dims[0]!;
  const cells = new Tensor('float32', patches, [channels, patches.length / channels]);
  const { distances } = await session.run({ patches: cells, scale, memory, squares });
  return distances!.data as Float32Array;
}

const open = () =>
  InferenceSession.create(join(packageRoot(), 'models/graphs/reference/nearest.onnx'), {
    executionProviders: ['cpu'],
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
