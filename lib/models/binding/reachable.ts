import { link, mkdir, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Second names of linked files stand here. */
const ROOM = 'weights';

/**
 * The way to each file from the folder `root`, as the runtime accepts it: below the folder, and no symbolic link. A
 * linked file, as in a cache of the hub, gets a second name in the folder; where the file system cannot do that, it
 * has no way.
 */
export async function reachable(root: string, files: string[]): Promise<Map<string, string>> {
  const ways = new Map<string, string>();
  const home = await realpath(root);
  for (const file of new Set(files)) {
    const real = await realpath(file);
    if (dirname(real) === home) ways.set(file, basename(real));
    else if (await link(real, await secondName(root, file)).then(accept, refuse))
      ways.set(file, `${ROOM}/${basename(file)}`);
  }
  return ways;
}

const accept = () => true;
const refuse = () => false;

async function secondName(root: string, file: string): Promise<string> {
  const name = join(root, ROOM, basename(file));
  await mkdir(dirname(name), { recursive: true });
  await rm(name, { force: true });
  return name;
}
