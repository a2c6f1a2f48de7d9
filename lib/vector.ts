/** Scales `vector` to length one, in place, and returns it; a zero vector stays as it is. */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) for (let index = 0; index < vector.length; index++) vector[index]! /= length;
  return vector;
}

export function dot(a: Float32Array, b: Float32Array): number {
  // Four sums, because one would wait for each addition before the next.
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const even = a.length - (a.length % 4);
  for (let index = 0; index < even; index += 4) {
    first += a[index]! * b[index]!;
    second += a[index + 1]! * b[index + 1]!;
    third += a[index + 2]! * b[index + 2]!;
    fourth += a[index + 3]! * b[index + 3]!;
  }
  for (let index = even; index < a.length; index++) first += a[index]! * b[index]!;
  return first + second + third + fourth;
}

/** Row by row copies of a `rows × columns` matrix. */
export function rowsOf(matrix: Float32Array, rows: number): Float32Array[] {
  const columns = matrix.length / rows;
  return Array.from({ length: rows }, (_, row) => matrix.slice(row * columns, (row + 1) * columns));
}
