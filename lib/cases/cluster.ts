import { Centres } from './centres';
import type { HeldRows } from './rows';

const ROUNDS = 8;

/** A row of the sample as signed bytes. */
const signed = ({ vectors, bytes }: HeldRows, row: number) =>
  new Int8Array(vectors.buffer, vectors.byteOffset + row * bytes, bytes);

/**
 * Centres of `count` groups of these rows of the sample, by their directions: spherical k-means (Dhillon and Modha 2001),
 * begun with rows that lie evenly in the order they came. A group that loses its last row begins anew with another one.
 */
export function cluster(sample: HeldRows, members: Uint32Array, count: number): { centres: Centres; of: Uint32Array } {
  const { bytes } = sample;
  const centres = new Centres(count, bytes);
  const of = new Uint32Array(members.length);
  const begin = (index: number, member: number) =>
    centres.set(index, Float32Array.from(signed(sample, members[Math.floor(member) % members.length]!)));
  for (let index = 0; index < count; index++) begin(index, ((index + 0.5) * members.length) / count);

  for (let round = 0; round <= ROUNDS; round++) {
    for (let at = 0; at < members.length; at++) of[at] = centres.nearest(signed(sample, members[at]!)).index;
    if (round === ROUNDS) break;
    const sums = new Float32Array(count * bytes);
    const sizes = new Uint32Array(count);
    for (let at = 0; at < members.length; at++) {
      const [row, step, base] = [signed(sample, members[at]!), sample.steps[members[at]!]!, of[at]! * bytes];
      for (let index = 0; index < bytes; index++) sums[base + index]! += row[index]! * step;
      sizes[of[at]!]!++;
    }
    for (let index = 0; index < count; index++) {
      if (sizes[index]! > 0) centres.set(index, sums.subarray(index * bytes, (index + 1) * bytes));
      else begin(index, index * 7919 + round * 104729);
    }
  }
  return { centres, of };
}
