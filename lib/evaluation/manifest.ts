import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InspectionError } from '../inspection/errors';
import type { Box } from '../inspection/record';

/** One labelled picture of a JSON-lines manifest; paths are absolute. */
export interface LabelledPicture {
  file: string;
  has_defect: boolean;
  /** Defect name in English, as a label's `en` or `id`; good parts carry none, `ok` or `good part`. */
  label_en?: string;
  source?: string;
  mask?: string;
  boxes?: Box[];
  length_px?: number;
  material?: string;
  place?: string;
  /** Reference captions, the fullest first. */
  captions?: string[];
}

/** @throws InspectionError ERR_OPTIONS naming the line that cannot be read */
export async function readManifest(path: string): Promise<LabelledPicture[]> {
  const folder = dirname(resolve(path));
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.flatMap((line, index) => {
    if (!line.trim()) return [];
    try {
      const entry = JSON.parse(line) as LabelledPicture;
      if (typeof entry.file !== 'string' || typeof entry.has_defect !== 'boolean') throw new Error('file, has_defect');
      return [
        { ...entry, file: resolve(folder, entry.file), ...(entry.mask && { mask: resolve(folder, entry.mask) }) },
      ];
    } catch (thrown) {
      const reason = `${path}:${index + 1} ${thrown instanceof Error ? thrown.message : ''}`;
      throw new InspectionError('ERR_OPTIONS', { option: 'manifest', reason });
    }
  });
}
