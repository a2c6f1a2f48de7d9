import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InspectionError } from '../../inspection/errors';
import type { Box } from '../../inspection/record';

/** A part of a mask: a polygon `x, y, x, y …` in px, or run lengths down the columns, beginning with what is outside. */
export type Segment = { polygon: number[] } | { runs: number[]; width: number; height: number };

/** One labelled picture; paths are absolute. */
export interface LabelledPicture {
  file: string;
  has_defect: boolean;
  /** Defect name in English, as a label's `en` or `id`; good parts carry none, `ok` or `good part`. */
  label_en?: string;
  source?: string;
  mask?: string;
  /** Instead of `mask`. */
  segments?: Segment[];
  boxes?: Box[];
  length_px?: number;
  material?: string;
  place?: string;
  /** Reference captions, the fullest first. */
  captions?: string[];
}

/** One English sentence, with its one right Korean translation where that is known. */
export interface LabelledSentence {
  en: string;
  ko?: string;
  source?: string;
}

export type Manifest = { pictures: LabelledPicture[] } | { sentences: LabelledSentence[] };

/** Pictures or sentences, whichever the first line holds. @throws InspectionError ERR_OPTIONS naming the line that cannot be read */
export async function readManifest(path: string): Promise<Manifest> {
  const text = await readFile(path, 'utf8');
  if (/^\s*\{[^\n]*"en"\s*:/.test(text)) return { sentences: entries(path, text, asSentence) };
  const folder = dirname(resolve(path));
  return { pictures: entries(path, text, (entry) => asPicture(entry as LabelledPicture, folder)) };
}

function asSentence(entry: unknown): LabelledSentence {
  const { en, ko } = entry as LabelledSentence;
  if (typeof en !== 'string' || !['string', 'undefined'].includes(typeof ko)) throw new Error('en, ko');
  return entry as LabelledSentence;
}

function asPicture(entry: LabelledPicture, folder: string): LabelledPicture {
  if (typeof entry.file !== 'string' || typeof entry.has_defect !== 'boolean') throw new Error('file, has_defect');
  return { ...entry, file: resolve(folder, entry.file), ...(entry.mask && { mask: resolve(folder, entry.mask) }) };
}

function entries<T>(path: string, text: string, read: (entry: unknown) => T): T[] {
  return text.split('\n').flatMap((line, index) => {
    if (!line.trim()) return [];
    try {
      return [read(JSON.parse(line))];
    } catch (thrown) {
      const reason = `${path}:${index + 1} ${thrown instanceof Error ? thrown.message : ''}`;
      throw new InspectionError('ERR_OPTIONS', { option: 'manifest', reason });
    }
  });
}
