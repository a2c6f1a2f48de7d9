/** Eigenvalues (ascending) and unit eigenvectors (one array each) of a symmetric matrix, by cyclic Jacobi rotations. */
export function symmetricEigen(matrix: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60 && offDiagonal(a) > Number.MIN_VALUE; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
    }
  }
  const order = a.map((_, i) => i).sort((i, j) => a[i]![i]! - a[j]![j]!);
  return { values: order.map((i) => a[i]![i]!), vectors: order.map((i) => v.map((row) => row[i]!)) };
}

function offDiagonal(a: number[][]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = i + 1; j < a.length; j++) sum += a[i]![j]! ** 2;
  }
  return sum;
}

/** One rotation that makes a[p][q] zero (Golub & Van Loan, Matrix Computations, 8.5.2). */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const apq = a[p]![q]!;
  if (apq === 0) return;
  const tau = (a[q]![q]! - a[p]![p]!) / (2 * apq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
  const c = 1 / Math.hypot(1, t);
  const s = t * c;
  const turn = (row: number[]) => {
    const rp = row[p]!;
    const rq = row[q]!;
    row[p] = c * rp - s * rq;
    row[q] = s * rp + c * rq;
  };
  a.forEach(turn);
  const [rowP, rowQ] = [a[p]!, a[q]!];
  for (let k = 0; k < a.length; k++) {
    const xp = rowP[k]!;
    const xq = rowQ[k]!;
    rowP[k] = c * xp - s * xq;
    rowQ[k] = s * xp + c * xq;
  }
  v.forEach(turn);
}

export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

/** Product of two row-major 3 × 3 matrices. */
export function multiply3(a: Matrix3, b: Matrix3): Matrix3 {
  const cell = (row: number, column: number) =>
    a[row * 3]! * b[column]! + a[row * 3 + 1]! * b[column + 3]! + a[row * 3 + 2]! * b[column + 6]!;
  return [cell(0, 0), cell(0, 1), cell(0, 2), cell(1, 0), cell(1, 1), cell(1, 2), cell(2, 0), cell(2, 1), cell(2, 2)];
}

/** Inverse of a row-major 3 × 3 matrix that has one. */
export function inverse3([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  const [x, y, z] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const determinant = a * x + b * y + c * z;
  const cofactors: Matrix3 = [
    x,
    c * h - b * i,
    b * f - c * e,
    y,
    a * i - c * g,
    c * d - a * f,
    z,
    b * g - a * h,
    a * e - b * d,
  ];
  return cofactors.map((value) => value / determinant) as unknown as Matrix3;
}

/** The x for which `matrix` x = `right`; directions in which a symmetric matrix says nothing stay 0. */
export function solveSymmetric(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const { values, vectors } = symmetricEigen(matrix);
  const least = 1e-14 * Math.abs(values.at(-1)!);
  const parts = vectors.map((vector, index) =>
    values[index]! > least ? vector.reduce((sum, v, at) => sum + v * right[at]!, 0) / values[index]! : 0,
  );
  return right.map((_, at) => vectors.reduce((sum, vector, index) => sum + vector[at]! * parts[index]!, 0));
}
