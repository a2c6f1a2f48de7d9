import type { Box } from '../../inspection/record';
import type { Pieces } from './components';
import { cropLabel } from './crop';
import { dilate } from './morphology';
import type { Channel } from './opencv';

/** Gap between the flanks of one relief, as a part of the root of the smaller one's area. */
const GAP = 0.8;
/** Flanks of one relief differ in area by less than this factor. */
const ALIKE = 4;
/** With more pieces than this nothing is paired: that is a pattern. */
const MOST_PIECES = 60;

/**
 * Gives pairs of pieces one label that face each other, one brighter and one darker than the surroundings and alike in
 * size: the flanks of a dent, the faces of a chip.
 *
 * @param signed positive where a piece is brighter
 */
export function joinFlanks({ labels, boxes }: Pieces, signed: Channel): Pieces {
  if (boxes.length > MOST_PIECES) return { labels, boxes };
  const { width, height } = signed;
  const [areas, sums] = [new Float64Array(boxes.length), new Float64Array(boxes.length)];
  labels.forEach((label, at) => {
    areas[label]! += 1;
    sums[label]! += signed.values[at]!;
  });
  const nameOf = boxes.map((_, label) => label);
  const facing = (a: number, b: number): boolean => {
    const [smaller, larger] = areas[a]! < areas[b]! ? [a, b] : [b, a];
    if (areas[larger]! > ALIKE * areas[smaller]! || sums[a]! * sums[b]! >= 0) return false;
    const reach = Math.round(GAP * Math.sqrt(areas[smaller]!));
    if (!areNear(boxes[a]!, boxes[b]!, reach)) return false;
    const around = dilate(cropLabel(labels, width, height, boxes[smaller]!, smaller, reach), reach);
    return around.values.some((set, at) => {
      const [x, y] = [around.left + (at % around.width), around.top + Math.floor(at / around.width)];
      return set === 1 && labels[y * width + x] === larger;
    });
  };
  for (let a = 1; a < boxes.length; a++) {
    for (let b = a + 1; b < boxes.length; b++) {
      const [kept, gone] = [nameOf[a]!, nameOf[b]!];
      if (kept === gone || !facing(a, b)) continue;
      nameOf.forEach((name, label) => {
        if (name === gone) nameOf[label] = kept;
      });
    }
  }
  return {
    labels: labels.map((label) => nameOf[label]!),
    boxes: boxes.map((box, label) =>
      nameOf[label] === label ? boxes.filter((_, other) => nameOf[other] === label).reduce(boxAround) : [0, 0, 0, 0],
    ),
  };
}

function areNear(a: Box, b: Box, reach: number): boolean {
  const apart = (axis: 0 | 1) => Math.max(a[axis] - b[axis] - b[axis + 2]!, b[axis] - a[axis] - a[axis + 2]!);
  return apart(0) <= reach && apart(1) <= reach;
}

function boxAround(a: Box, b: Box): Box {
  const [left, top] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
  return [left, top, Math.max(a[0] + a[2], b[0] + b[2]) - left, Math.max(a[1] + a[3], b[1] + b[3]) - top];
}
