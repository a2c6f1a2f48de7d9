import type { Box } from '../../inspection/record';

/**
 * What of `region` none of the tiles covers, as boxes that do not overlap: rectangles between the tiles' edges, joined
 * along the rows and then down where they are equally wide.
 *
 * @param all every tile of the region, whose edges divide it
 * @param seen those that were looked at
 */
export function unseenOf(all: Box[], seen: Box[]): Box[] {
  if (seen.length === all.length) return [];
  const xs = edges(all.flatMap(([x, , width]) => [x, x + width]));
  const ys = edges(all.flatMap(([, y, , height]) => [y, y + height]));
  const open = ys.slice(1).map(() => new Uint8Array(xs.length - 1).fill(1));
  const [columnOf, rowOf] = [placesOf(xs), placesOf(ys)];
  for (const [x, y, width, height] of seen)
    for (let row = rowOf.get(y)!; row < rowOf.get(y + height)!; row++)
      open[row]!.fill(0, columnOf.get(x), columnOf.get(x + width));
  return stacked(open.flatMap((cells, row) => runsOf(cells).map(([from, to]) => boxOf(xs, ys, row, from, to))));
}

const edges = (values: number[]) => [...new Set(values)].sort((a, b) => a - b);
const placesOf = (values: number[]) => new Map(values.map((value, index) => [value, index]));
const boxOf = (xs: number[], ys: number[], row: number, from: number, to: number): Box => [
  xs[from]!,
  ys[row]!,
  xs[to]! - xs[from]!,
  ys[row + 1]! - ys[row]!,
];

function runsOf(cells: Uint8Array): [from: number, to: number][] {
  const runs: [number, number][] = [];
  for (let from = 0; from < cells.length; from++) {
    if (!cells[from]) continue;
    let to = from;
    while (cells[to]) to++;
    runs.push([from, to]);
    from = to;
  }
  return runs;
}

/** Joins boxes that lie under one another and are equally wide. */
function stacked(boxes: Box[]): Box[] {
  const joined: Box[] = [];
  const endingAt = new Map<string, Box>();
  for (const [x, y, width, height] of boxes) {
    const above = endingAt.get(`${x} ${width} ${y}`);
    const box: Box = above ?? [x, y, width, 0];
    if (!above) joined.push(box);
    box[3] += height;
    endingAt.set(`${x} ${width} ${y + height}`, box);
  }
  return joined;
}
