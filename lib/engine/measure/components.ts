import { dilate } from './morphology';
import { cv, maskWhere, scope, toMat, type Channel, type Mat, type Mask } from './opencv';

/** Connected pieces of a mask, 8-neighbourhood: label of every pixel (0: none) and the bounding box of each piece. */
export interface Pieces {
  labels: Int32Array;
  /** Index = label; `[left, top, width, height]`; the first is unused. */
  boxes: [number, number, number, number][];
}

export function piecesOf(mask: Mask): Pieces {
  return scope((keep) => {
    const from = keep(toMat(mask));
    const [labels, statistics, centres] = [0, 0, 0].map(() => keep(new cv.Mat() as Mat)) as [Mat, Mat, Mat];
    const count: number = cv.connectedComponentsWithStats(from, labels, statistics, centres, 8, cv.CV_32S);
    const boxes = Array.from({ length: count }, (_, label) => {
      const [left, top, width, height] = statistics.data32S.subarray(label * 5);
      return [left, top, width, height] as [number, number, number, number];
    });
    return { labels: labels.data32S.slice(), boxes };
  });
}

/**
 * Pixels whose size is above `low` that hang together with one above `high` (J. Canny, 1986): a faint scratch stays whole where
 * parts of it are clear.
 */
export function hysteresis(evidence: Channel, low: number, high: number): Mask {
  const { values, width, height } = evidence;
  const { labels, boxes } = piecesOf(maskWhere(evidence, (value) => Math.abs(value) > low));
  const strong = new Uint8Array(boxes.length);
  for (let at = 0; at < labels.length; at++) if (Math.abs(values[at]!) > high) strong[labels[at]!] = 1;
  return maskWhere({ values: labels, width, height }, (label) => label > 0 && strong[label] === 1);
}

/** Pieces of a mask whose borders are nearer than `distance` get one label; pixels outside the mask get none. */
export function mergedPieces(mask: Mask, distance: number): Pieces {
  const reach = distance / 2;
  const pieces = piecesOf(reach >= 1 ? dilate(mask, reach) : mask);
  const { width } = mask;
  const corners = pieces.boxes.map(() => ({ left: Infinity, top: Infinity, right: -1, bottom: -1 }));
  for (let at = 0; at < pieces.labels.length; at++) {
    if (!mask.values[at]) {
      pieces.labels[at] = 0;
      continue;
    }
    const corner = corners[pieces.labels[at]!]!;
    const [x, y] = [at % width, Math.floor(at / width)];
    corner.left = Math.min(corner.left, x);
    corner.right = Math.max(corner.right, x);
    corner.top = Math.min(corner.top, y);
    corner.bottom = Math.max(corner.bottom, y);
  }
  const boxes = corners.map(({ left, top, right, bottom }): [number, number, number, number] =>
    right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1],
  );
  return { labels: pieces.labels, boxes };
}
