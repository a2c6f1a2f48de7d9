import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../lib/models/manifest';

export const readManifest = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as ModelManifest;
