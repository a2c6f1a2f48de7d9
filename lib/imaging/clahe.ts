/**
 * Contrast-limited adaptive histogram equalisation of one grey channel.
 *
 * Every tile of a `grid` × `grid` division gets the equalising curve of its own histogram, clipped at `clipLimit`
 * times the mean bin and the excess spread evenly; between tile centres the curves are blended bilinearly.
 * Source: K. Zuiderveld, "Contrast Limited Adaptive Histogram Equalization", Graphics Gems IV, 1994.
 *
 * @param grey `width × height` values 0..255
 * @returns a new array of the same size
 */
export function equalise(
  grey: Uint8Array,
  width: number,
  height: number,
  { clipLimit, grid }: { clipLimit: number; grid: number },
): Uint8Array {
  const columns = Math.min(grid, width);
  const rows = Math.min(grid, height);
  const curves: Uint8Array[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [left, right] = [edge(column, columns, width), edge(column + 1, columns, width)];
      const [top, bottom] = [edge(row, rows, height), edge(row + 1, rows, height)];
      curves.push(clippedCurve(grey, width, { left, top, right, bottom }, clipLimit));
    }
  }
  const across = blends(width, columns);
  const down = blends(height, rows);
  const equalised = new Uint8Array(grey.length);
  for (let y = 0, at = 0; y < height; y++) {
    const v = down[y]!;
    for (let x = 0; x < width; x++, at++) {
      const h = across[x]!;
      const value = grey[at]!;
      const level = (row: number, column: number) => curves[row * columns + column]![value]!;
      const upper = level(v.from, h.from) * (1 - h.part) + level(v.from, h.to) * h.part;
      const lower = level(v.to, h.from) * (1 - h.part) + level(v.to, h.to) * h.part;
      equalised[at] = Math.round(upper * (1 - v.part) + lower * v.part);
    }
  }
  return equalised;
}

const edge = (index: number, tiles: number, length: number) => Math.floor((index * length) / tiles);

/** For each position: the two tiles whose centres it lies between, and the part (0..1) of the second. */
function blends(length: number, tiles: number): { from: number; to: number; part: number }[] {
  return Array.from({ length }, (_, position) => {
    const place = Math.min(Math.max(((position + 0.5) * tiles) / length - 0.5, 0), tiles - 1);
    const from = Math.floor(place);
    return { from, to: Math.min(from + 1, tiles - 1), part: place - from };
  });
}

function clippedCurve(
  grey: Uint8Array,
  width: number,
  { left, top, right, bottom }: { left: number; top: number; right: number; bottom: number },
  clipLimit: number,
): Uint8Array {
  const histogram = new Float64Array(256);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) histogram[grey[y * width + x]!]! += 1;
  }
  const count = (right - left) * (bottom - top);
  const ceiling = Math.max(1, (clipLimit * count) / 256);
  let excess = 0;
  for (let level = 0; level < 256; level++) {
    excess += Math.max(0, histogram[level]! - ceiling);
    histogram[level] = Math.min(histogram[level]!, ceiling);
  }
  const curve = new Uint8Array(256);
  let sum = 0;
  for (let level = 0; level < 256; level++) {
    sum += histogram[level]! + excess / 256;
    curve[level] = Math.round((sum * 255) / count);
  }
  return curve;
}
