import { expectedOdds, worstOf } from './odds';

/** Spread of a good part's odds beyond the expected ones that is usual where the model knows the surface, log-odds. */
const USUAL = 0.5;

/** Good parts that this counts like. */
const PRIOR = 5;

/**
 * How far the model's odds of a defect are to be believed on a product, 0 to 1, from its good parts alone: each left out, by how much
 * do its own odds exceed at the worst place what the others let expect? Where that wavers, or good parts lie beyond it as a rule, the
 * model takes the surface itself for defects. Wavering as usual keeps 1 exactly.
 *
 * @param good log-odds of a defect, one a picture, row by row, `columns` in a row
 * @param probes other views of a single good picture, which cannot be left out
 */
export function trustIn(good: Float32Array[], probes: Float32Array[], columns: number): number {
  const beyond = (odds: Float32Array, expected: Float32Array) =>
    worstOf(odds.map((value, at) => value - expected[at]!));
  const excesses =
    good.length === 1
      ? probes.map((odds) => beyond(odds, expectedOdds(good, columns)))
      : good.map((odds, left) =>
          beyond(
            odds,
            expectedOdds(
              good.filter((_, index) => index !== left),
              columns,
            ),
          ),
        );
  const sum = excesses.reduce((total, each) => total + each, 0);
  const mean = sum / excesses.length;
  const squares = excesses.reduce((total, each) => total + (each - mean) ** 2, 0);
  const spread = Math.sqrt((squares + PRIOR * USUAL ** 2) / (excesses.length - 1 + PRIOR));
  const above = Math.max(0, sum / (excesses.length + PRIOR));
  return 1 / Math.max(1, (spread + above) / USUAL);
}
