/** Pearson's, of two maps of equal size. */
export function correlation(one: Float32Array, other: Float32Array): number {
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(one), mean(other)];
  let [shared, own, its] = [0, 0, 0];
  one.forEach((value, at) => {
    shared += (value - a) * (other[at]! - b);
    own += (value - a) ** 2;
    its += (other[at]! - b) ** 2;
  });
  return shared / Math.sqrt(own * its);
}
