import { randomSource } from '../../lib/random';

/** Repeatable draws, uniform in [0, 1) and standard normal (Box & Muller 1958). */
export function random(seed: number): { uniform: () => number; normal: () => number } {
  const uniform = randomSource(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
