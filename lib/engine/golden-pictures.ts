import type { GoldenPicture } from '../models/manifest';

type Formula = (c: number, y: number, x: number, height: number, width: number) => number;

/**
 * A grid of small steps tells a wrong layout or normalisation; a faint slope with a dark bar and a bright disc on it
 * looks like a marked part, so that a model's answer to it depends on all of its layers.
 */
const FORMULAS: Record<GoldenPicture, Formula> = {
  ramp: (c, y, x) => ((x * 3 + y * 5 + c * 7) % 17) / 8 - 1,
  marked(c, y, x, height, width) {
    if (10 * x > 3 * width && 10 * x < 7 * width && Math.abs(x * height - y * width) <= 2 * width) return -0.875;
    if ((4 * x - 3 * width) ** 2 + (4 * y - height) ** 2 < (width / 3) ** 2) return 0.875;
    return (x + 2 * y) / (4 * (height + width)) + c / 16;
  },
};

export const GOLDEN_PICTURES = Object.keys(FORMULAS) as GoldenPicture[];

/** The pictures of the goldens as the model's normalised input, `[1, 3, height, width]`, about −1..1. */
export function goldenPicture(name: GoldenPicture, height: number, width: number): Float32Array {
  const formula = FORMULAS[name];
  const values = new Float32Array(3 * height * width);
  for (let c = 0, at = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) values[at++] = formula(c, y, x, height, width);
    }
  }
  return values;
}
