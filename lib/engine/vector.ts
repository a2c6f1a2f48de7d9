/** Scales `vector` to length one, in place, and returns it; a zero vector stays as it is. */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) for (let index = 0; index < vector.length; index++) vector[index]! /= length;
  return vector;
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

/** Row by row copies of a `rows × columns` matrix. */
export function rowsOf(matrix: Float32Array, rows: number): Float32Array[] {
  const columns = matrix.length / rows;
  return Array.from({ length: rows }, (_, row) => matrix.slice(row * columns, (row + 1) * columns));
}
