import type { Bilingual } from '../inspection/record';
import words from './materials.json';

/** Surface materials, the more specific before the more general. */
export const MATERIALS: readonly Bilingual[] = words;

/** The material that an English or Korean text speaks of, if any. */
export function materialOf(text: string | undefined): Bilingual | undefined {
  if (!text) return undefined;
  const plain = text.toLowerCase();
  return MATERIALS.find(({ en, ko }) => new RegExp(`\\b${en}\\b`).test(plain) || text.includes(`${ko} 표면`));
}
