import type { Bilingual, Point } from '../inspection/record';

/** Cells of a 3 × 3 grid over the picture, in reading order; the words the models were trained with. */
const PLACES: readonly Bilingual[] = [
  { en: 'top left', ko: '좌측 상단' },
  { en: 'top center', ko: '중앙 상단' },
  { en: 'top right', ko: '우측 상단' },
  { en: 'middle left', ko: '좌측 중앙' },
  { en: 'center', ko: '중앙' },
  { en: 'middle right', ko: '우측 중앙' },
  { en: 'bottom left', ko: '좌측 하단' },
  { en: 'bottom center', ko: '중앙 하단' },
  { en: 'bottom right', ko: '우측 하단' },
];

/** Words for the cell that a point lies in; points outside the picture belong to the nearest cell. */
export function placeOf([x, y]: Point, width: number, height: number): Bilingual {
  const third = (position: number, length: number) => Math.min(2, Math.max(0, Math.floor((3 * position) / length)));
  return placeAt(third(y, height) * 3 + third(x, width));
}

/** Words for a cell of the grid, counted row by row from 0. */
export const placeAt = (cell: number): Bilingual => ({ ...PLACES[cell]! });
