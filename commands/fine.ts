import type { FineOptions } from '../lib/inspection/fine';
import { UsageError } from './usage';

export const FINE_HELP = `
  --fine MS        also tiles at full resolution, for small defects in big pictures: MS milliseconds a picture, 0 for all`;

/** @throws UsageError */
export function fineOf(text: string | undefined): FineOptions | undefined {
  if (text === undefined) return undefined;
  const budgetMs = Number(text);
  if (text.trim() === '' || !(budgetMs >= 0)) throw new UsageError(`--fine ${text}: milliseconds`);
  return { overlap: 0.2, budgetMs };
}
