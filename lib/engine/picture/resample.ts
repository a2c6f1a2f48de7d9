import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { packageRoot } from '../../package-root';
import type { Pixels } from './pixels';

/** To exactly this size, px; antialiased when it gets smaller. */
export interface Resampling {
  width: number;
  height: number;
  kernel: 'cubic' | 'linear';
}

/** Most pixels; with more, exactness would take longer than it gains: one grey level less of rounding. */
const LARGEST = 1 << 19;

/** Whether a picture of this size is resampled as Pillow does, from all its pixels. */
export const isResampledExactly = ({ width, height }: { width: number; height: number }) => width * height <= LARGEST;

const graphs = new Map<Resampling['kernel'], Promise<InferenceSession>>();

/**
 * As Pillow resamples, with the graphs that models/export/resample.py makes: equal in all but one of ten thousand
 * pixels, and there by one grey level.
 *
 * @returns 8-bit RGB, interleaved: `width × height × 3` bytes
 */
export async function resampleExactly(
  { data, width, height }: Pixels,
  { kernel, ...to }: Resampling,
): Promise<Uint8Array> {
  const graph = graphs.get(kernel) ?? open(kernel);
  graphs.set(kernel, graph);
  const session = await graph;
  const { resampled } = await session.run({
    picture: new Tensor('uint8', data, [height, width, 3]),
    sizes: new Tensor('int64', BigInt64Array.of(1n, 3n, BigInt(to.height), BigInt(to.width)), [4]),
  });
  return resampled!.data as Uint8Array;
}

const open = (kernel: string) =>
  InferenceSession.create(join(packageRoot(), 'models/graphs/resample', `${kernel}.onnx`), {
    executionProviders: ['cpu'],
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
