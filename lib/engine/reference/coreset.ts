/** Dimensions that distances are kept in while vectors are chosen (Johnson & Lindenstrauss 1984). */
const PROJECTED = 24;

/**
 * Chooses vectors so that none is far from a chosen one: the greedy approximation of a k-centre (Sener & Savarese 2018), as
 * PatchCore thins its memory, on random projections of the vectors. The same vectors give the same choice.
 *
 * @param vectors `count × channels`, row by row
 * @returns rows chosen, at most `most`, in the order they were chosen
 */
export async function coreset(
  vectors: Float32Array,
  channels: number,
  most: number,
  progress: (chosen: number) => Promise<void> | void = () => {},
): Promise<number[]> {
  const count = vectors.length / channels;
  if (count <= most) return Array.from({ length: count }, (_, row) => row);
  const points = projected(vectors, channels, count);
  const distance = new Float32Array(count).fill(Infinity);
  const chosen: number[] = [];
  for (let next = 0; chosen.length < most;) {
    chosen.push(next);
    next = farthest(points, distance, next);
    if (chosen.length % 100 === 0) await progress(chosen.length);
  }
  return chosen;
}

/** Notes the distance to `chosen` where it is the least; the row that is farthest from all chosen ones. */
function farthest(points: Float32Array, distance: Float32Array, chosen: number): number {
  const centre = points.subarray(chosen * PROJECTED, (chosen + 1) * PROJECTED);
  let [most, row] = [-1, 0];
  for (let index = 0, at = 0; index < distance.length; index++, at += PROJECTED) {
    let sum = 0;
    const least = distance[index]!;
    for (let axis = 0; axis < PROJECTED && sum < least; axis++) {
      const difference = points[at + axis]! - centre[axis]!;
      sum += difference * difference;
    }
    if (sum < least) distance[index] = sum;
    if (distance[index]! > most) [most, row] = [distance[index]!, index];
  }
  return row;
}

function projected(vectors: Float32Array, channels: number, count: number): Float32Array {
  const axes = signs(channels * PROJECTED);
  const points = new Float32Array(count * PROJECTED);
  for (let row = 0; row < count; row++) {
    for (let channel = 0; channel < channels; channel++) {
      const value = vectors[row * channels + channel]!;
      if (value === 0) continue;
      for (let axis = 0; axis < PROJECTED; axis++)
        points[row * PROJECTED + axis]! += value * axes[channel * PROJECTED + axis]!;
    }
  }
  return points;
}

/** +1 and −1 by xorshift (Marsaglia 2003), always the same. */
function signs(length: number): Int8Array {
  let state = 0x9e3779b9;
  return Int8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0x10000 ? 1 : -1;
  });
}
