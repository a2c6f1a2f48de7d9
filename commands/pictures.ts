import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './usage';

const ENDINGS = /\.(jpe?g|png|webp|tiff?|bmp|gif)$/i;

/** The picture files of files and folders (folders deeply), each folder in the natural order of its names. */
export async function listPictures(paths: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const info = await stat(path).catch(() => undefined);
    if (!info) throw new UsageError(`${path}: no such file or folder`);
    if (!info.isDirectory()) {
      found.push(path);
      continue;
    }
    const entries = await readdir(path, { recursive: true });
    const pictures = entries.filter((entry) => ENDINGS.test(entry));
    found.push(...pictures.sort(new Intl.Collator('ko', { numeric: true }).compare).map((entry) => join(path, entry)));
  }
  return found;
}
