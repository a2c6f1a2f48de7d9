import { cv } from 'opencv-wasm';

/** The part of cv.Mat that is used here. The typed views end with the next allocation in WebAssembly memory. */
export interface Mat {
  readonly rows: number;
  readonly cols: number;
  readonly data: Uint8Array;
  readonly data32S: Int32Array;
  readonly data32F: Float32Array;
  readonly data64F: Float64Array;
  delete(): void;
}

/** Hands out OpenCV objects that end with the scope they were made in. */
export type Keep = <T extends { delete(): void }>(made: T) => T;

/** Runs `work` and frees every kept object after it, however it ends: WebAssembly memory has no collector. */
export function scope<T>(work: (keep: Keep) => T): T {
  const kept: { delete(): void }[] = [];
  try {
    return work((made) => {
      kept.push(made);
      return made;
    });
  } catch (thrown) {
    throw typeof thrown === 'number' ? new Error(cv.exceptionFromPtr(thrown).msg) : thrown;
  } finally {
    for (const made of kept.reverse()) made.delete();
  }
}

/** One channel of a picture: `width × height` values, row-major. */
export interface Channel<Values extends Uint8Array | Float32Array | Int32Array = Float32Array> {
  values: Values;
  width: number;
  height: number;
}

export type Grey = Channel<Uint8Array>;
/** 1 where something is, 0 elsewhere. */
export type Mask = Channel<Uint8Array>;

/** The pixels of a channel for which `test` holds. */
export function maskWhere(
  { values, width, height }: Channel<Uint8Array | Float32Array | Int32Array>,
  test: (value: number, at: number) => boolean,
): Mask {
  const chosen = new Uint8Array(values.length);
  for (let at = 0; at < chosen.length; at++) if (test(values[at]!, at)) chosen[at] = 1;
  return { values: chosen, width, height };
}

/** A channel as a Mat of 8-bit or 32-bit float values, copied. */
export function toMat({ values, width, height }: Channel<Uint8Array | Float32Array>): Mat {
  const bytes = values instanceof Uint8Array;
  const mat: Mat = new cv.Mat(height, width, bytes ? cv.CV_8UC1 : cv.CV_32FC1);
  (bytes ? mat.data : mat.data32F).set(values);
  return mat;
}

/** Applies `work(from, to)` to a channel and returns what it put into `to`, of the same kind and size. */
export function through<C extends Channel<Uint8Array | Float32Array>>(
  channel: C,
  work: (from: Mat, to: Mat, keep: Keep) => void,
): C {
  return scope((keep) => {
    const from = keep(toMat(channel));
    const to: Mat = keep(new cv.Mat());
    work(from, to, keep);
    const values = channel.values instanceof Uint8Array ? to.data.slice() : to.data32F.slice();
    return { values, width: to.cols, height: to.rows } as C;
  });
}

export { cv };
