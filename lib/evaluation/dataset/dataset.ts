import { readFile, stat } from 'node:fs/promises';
import { InspectionError } from '../../inspection/errors';
import { readCoco } from './coco';
import { readLabelledFolder } from './folder';
import { readManifest, type Manifest } from './manifest';

/**
 * Labelled pictures of a folder, a COCO file or a manifest; a manifest may hold sentences instead.
 *
 * @throws InspectionError ERR_OPTIONS naming what cannot be read
 */
export async function readDataset(path: string): Promise<Manifest> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new InspectionError('ERR_OPTIONS', { option: 'manifest', reason: `${path}: ?` });
  if (found.isDirectory()) return { pictures: await readLabelledFolder(path) };
  if (/\.json$/i.test(path)) return { pictures: readCoco(await readFile(path, 'utf8'), path) };
  return readManifest(path);
}
