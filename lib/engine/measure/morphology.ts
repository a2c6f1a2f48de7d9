import { cv, maskWhere, through, type Channel, type Mask } from './opencv';

/** From this radius on, px, distances are quicker than a disc that is laid on every pixel. */
const WIDE = 6;

function morph(mask: Mask, operation: number, radius: number): Mask {
  return through(mask, (from, to, keep) => {
    const side = 2 * Math.ceil(radius) + 1;
    const disc = keep(cv.getStructuringElement(cv.MORPH_ELLIPSE, new cv.Size(side, side)));
    cv.morphologyEx(from, to, operation, disc);
  });
}

/** Distance of every pixel to the nearest one that is not set, px. */
function distances(mask: Mask): Channel {
  const values = new Float32Array(mask.values.length);
  through(mask, (from, to) => {
    cv.distanceTransform(from, to, cv.DIST_L2, 5);
    values.set(to.data32F);
  });
  return { ...mask, values };
}

const grownWide = (mask: Mask, radius: number) =>
  maskWhere(distances(maskWhere(mask, (set) => set === 0)), (distance) => distance <= radius);
const shrunkWide = (mask: Mask, radius: number) => maskWhere(distances(mask), (distance) => distance > radius);

/** Does `work` on the part of a mask that holds all set pixels and `margin` around them: mostly a small one. */
function whereSet<M extends Mask>(mask: M, margin: number, work: (part: Mask) => Mask): M {
  const { width, height } = mask;
  const box = boxOf(mask);
  if (!box) return mask;
  const [left, top] = [Math.max(0, box.left - margin), Math.max(0, box.top - margin)];
  const [right, bottom] = [Math.min(width, box.right + 1 + margin), Math.min(height, box.bottom + 1 + margin)];
  const values = new Uint8Array(width * height);
  const part = { values: new Uint8Array((right - left) * (bottom - top)), width: right - left, height: bottom - top };
  for (let y = top; y < bottom; y++) {
    part.values.set(mask.values.subarray(y * width + left, y * width + right), (y - top) * part.width);
  }
  const done = work(part);
  for (let y = top; y < bottom; y++) {
    const row = (y - top) * part.width;
    values.set(done.values.subarray(row, row + part.width), y * width + left);
  }
  return { ...mask, values };
}

function boxOf({ values, width, height }: Mask) {
  const [first, last] = [values.indexOf(1), values.lastIndexOf(1)];
  if (first < 0) return undefined;
  const [top, bottom] = [Math.floor(first / width), Math.floor(last / width)];
  let [left, right] = [width, -1];
  for (let y = top; y <= bottom && y < height; y++) {
    const row = values.subarray(y * width, (y + 1) * width);
    const start = row.indexOf(1);
    if (start < 0) continue;
    left = Math.min(left, start);
    right = Math.max(right, row.lastIndexOf(1));
  }
  return { left, top, right, bottom };
}

/** Morphological operations with a disc; `radius` in pixels, 0 for none. */
export function dilate<M extends Mask>(mask: M, radius: number): M {
  return whereSet(mask, Math.ceil(radius) + 1, (part) =>
    radius > WIDE ? grownWide(part, radius) : radius > 0 ? morph(part, cv.MORPH_DILATE, radius) : part,
  );
}

export function erode<M extends Mask>(mask: M, radius: number): M {
  return whereSet(mask, 1, (part) =>
    radius > WIDE ? shrunkWide(part, radius) : radius > 0 ? morph(part, cv.MORPH_ERODE, radius) : part,
  );
}

export function close<M extends Mask>(mask: M, radius: number): M {
  return whereSet(mask, Math.ceil(radius) + 1, (part) =>
    radius > WIDE
      ? shrunkWide(grownWide(part, radius), radius)
      : radius > 0
        ? morph(part, cv.MORPH_CLOSE, radius)
        : part,
  );
}
