import { randomSource } from '../../lib/random';
import type { NewCase, Space } from '../../lib/cases/case';

export const spaceOf = (dimension: number): Space => ({ model: 'test', version: '1', dimension });

export const SPACE = spaceOf(96);

/** Unit vectors around so many centres. */
export function clustered(seed: number, dimension = SPACE.dimension, clusters = 40, spread = 0.6): () => Float32Array {
  const roll = randomSource(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
  const centres = Array.from({ length: clusters }, () => Float32Array.from({ length: dimension }, normal));
  return () => {
    const centre = centres[Math.floor(roll() * clusters)]!;
    const vector = centre.map((value) => value + spread * normal());
    let squares = 0;
    for (const value of vector) squares += value * value;
    return vector.map((value) => value / Math.sqrt(squares));
  };
}

export function newCase(
  id: string,
  vector: Float32Array,
  more: Partial<NewCase['record']> = {},
  space = SPACE,
): NewCase {
  const at = '2026-11-26T09:00:00.000+09:00';
  return { record: { id, at, decision: 'ng', space, ...more }, vector };
}

/** Ids of the `count` vectors with the highest dot product. */
export function bruteForce(cases: NewCase[], query: Float32Array, count: number): string[] {
  const scored = cases.map(({ record, vector }) => {
    return { id: record.id, score: vector.reduce((sum, value, at) => sum + value * query[at]!, 0) };
  });
  return scored
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ id }) => id);
}
