type Formula = (c: number, y: number, x: number) => number;

/** Picture `k` of those that models/export/reference.py makes by formula, `3 × side × side`. */
export const formula = (k: number, side: number) =>
  drawn(side, (c, y, x) => ((x * (3 + k) + y * (5 + 2 * k) + 7 * c) % (17 + k)) / ((17 + k) / 2) - 1);

/** Picture `k` of those that models/training/heatmap_reference.py marks: a faint slope with grain, a disc or a bar on it. */
export const marked = (k: number, side: number) =>
  drawn(side, (c, y, x) => {
    const [across, down] = [x - (20 + ((37 * k) % 180)), y - (20 + ((53 * k) % 180))];
    const disc = across ** 2 + down ** 2 < (5 + (k % 7)) ** 2;
    const bar = Math.abs(across) < 12 + k && Math.abs(down - across * (k % 3)) <= 2;
    if (k % 2 ? bar : disc) return k % 4 < 2 ? 0.875 : -0.875;
    return (x + 2 * y) / (8 * side) + c / 16 + ((x * (3 + k) + y * (5 + 2 * k)) % (17 + k)) / (8 * (17 + k));
  });

function drawn(side: number, value: Formula): Float32Array {
  return Float32Array.from({ length: 3 * side * side }, (_, at) =>
    value(Math.floor(at / side / side), Math.floor(at / side) % side, at % side),
  );
}
