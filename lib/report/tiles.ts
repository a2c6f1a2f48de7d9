import { placeOf } from '../imaging/place';
import type { Box, Inspection } from '../inspection/record';
import { percent } from './format';

/** What tiles at full resolution looked at and what they left out, in Korean; nothing where there were none. */
export function tilesText({ judgement, frame }: Inspection): string | undefined {
  const tiles = judgement?.tiles;
  if (!tiles) return undefined;
  const { total, seen, budgetMs, spentMs } = tiles;
  const time = `${seconds(spentMs)}${budgetMs === undefined ? '' : ` / 한도 ${seconds(budgetMs)}`}`;
  return [`타일 ${total}개 중 ${seen}개 확인 (${time})`, unseenText({ judgement, frame })].filter(Boolean).join(' · ');
}

/** What was not looked at, and where most of a ninth of the picture was not; nothing where all was seen. */
export function unseenText({ judgement, frame }: Pick<Inspection, 'judgement' | 'frame'>): string | undefined {
  const tiles = judgement?.tiles;
  if (!tiles || tiles.unseenShare === 0) return undefined;
  const places = placesOf(tiles.unseen, frame.width ?? 1, frame.height ?? 1);
  return `미확인 ${percent(tiles.unseenShare)}${places.length > 0 ? `: ${places.join(', ')}` : ''}`;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)}초`;

/** Cells of the 3 × 3 grid of which more than half was not looked at. */
function placesOf(unseen: Box[], width: number, height: number): string[] {
  const [wide, tall] = [width / 3, height / 3];
  const cells = Array.from({ length: 9 }, (_, cell): Box => [
    (cell % 3) * wide,
    Math.floor(cell / 3) * tall,
    wide,
    tall,
  ]);
  return cells
    .filter((cell) => unseen.reduce((sum, box) => sum + common(cell, box), 0) > (wide * tall) / 2)
    .map(([x, y]) => placeOf([x + wide / 2, y + tall / 2], width, height).ko);
}

function common([x, y, width, height]: Box, [left, top, wide, tall]: Box): number {
  const across = Math.min(x + width, left + wide) - Math.max(x, left);
  const down = Math.min(y + height, top + tall) - Math.max(y, top);
  return Math.max(0, across) * Math.max(0, down);
}
