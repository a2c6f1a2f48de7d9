/** Largest value of a stored row: 8 bit, signed. */
const ROW_MOST = 127;
/** Largest value of a query: 512 products with a row still fit into 32 bit. */
const QUERY_MOST = 4095;

function largest(vector: Float32Array): number {
  let most = 1e-12;
  for (const value of vector) most = Math.max(most, Math.abs(value));
  return most;
}

function scaled(vector: Float32Array, into: Int8Array | Int16Array, most: number): number {
  const step = largest(vector) / most;
  for (let index = 0; index < vector.length; index++) into[index] = Math.round(vector[index]! / step);
  into.fill(0, vector.length);
  return step;
}

/** Writes a vector as 8 bit a value, zeros behind it; returns what a value is multiplied by to get it back. */
export const quantiseRow = (vector: Float32Array, into: Int8Array): number => scaled(vector, into, ROW_MOST);

/** The same with 16 bit, for the query. */
export const quantiseQuery = (vector: Float32Array, into: Int16Array): number => scaled(vector, into, QUERY_MOST);
