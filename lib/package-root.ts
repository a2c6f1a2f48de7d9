import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package's own package.json, whether this runs from sources or compiled in dist/. */
export function packageRoot(from: string = __dirname): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
