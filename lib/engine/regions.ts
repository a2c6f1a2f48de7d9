import type { ClipInput } from '../inference/jobs';
import type { Box } from '../inspection/record';

/**
 * The parts of a picture that are judged, in pixels: first the whole region of interest, then its tiles row by row.
 * Neighbouring tiles share `overlap` of their side; together they cover the region exactly.
 */
export function regionsOf(
  { width, height }: { width: number; height: number },
  { roi = [0, 0, 1, 1], centreCrop = 1, tiles }: Pick<ClipInput, 'roi' | 'centreCrop' | 'tiles'>,
): Box[] {
  const [x, y, w, h] = [roi[0] * width, roi[1] * height, roi[2] * width, roi[3] * height];
  const margin = (1 - centreCrop) / 2;
  const whole: Box = [x + w * margin, y + h * margin, w * centreCrop, h * centreCrop];
  if (!tiles || tiles.columns * tiles.rows < 2) return [whole];

  const across = spans(whole[0], whole[2], tiles.columns, tiles.overlap);
  const down = spans(whole[1], whole[3], tiles.rows, tiles.overlap);
  return [whole, ...down.flatMap(([top, tall]) => across.map(([left, wide]): Box => [left, top, wide, tall]))];
}

function spans(start: number, length: number, count: number, overlap: number): [start: number, length: number][] {
  const span = length / (count - (count - 1) * overlap);
  return Array.from({ length: count }, (_, index) => [start + index * span * (1 - overlap), span]);
}
