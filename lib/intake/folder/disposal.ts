import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { replaceFile } from '../../replace-file';
import { lookAt, sameVersion, type FoundFile } from './listing';

/**
 * Moves a file below another folder, keeping the folders it lay in. An older file of the same name there is kept: the
 * new one gets a number. What was written over the file meanwhile stays where it is.
 *
 * @returns where it lies now; nothing when the file is gone or another version has taken its place
 * @throws the system's error
 */
export async function moveFile(folder: string, file: FoundFile, target: string): Promise<string | undefined> {
  const now = await lookAt(folder, file.path);
  if (!now || !sameVersion(now, file)) return undefined;
  const free = await freeName(join(target, file.name));
  await mkdir(dirname(free), { recursive: true });
  try {
    await rename(file.path, free);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EXDEV') throw thrown;
    return copyAcross(folder, file, free);
  }
  return (await isStill(folder, file, free)) ? free : undefined;
}

/**
 * Deletes a file, and returns true, unless another version has taken its place. It gets another name first, so that what
 * a camera writes from then on is left alone. Throws the system's error.
 */
export async function deleteFile(folder: string, file: FoundFile): Promise<boolean> {
  const now = await lookAt(folder, file.path);
  if (!now || !sameVersion(now, file)) return false;
  const hidden = join(dirname(file.path), `.${randomUUID().slice(0, 8)}.${basename(file.path)}`);
  await rename(file.path, hidden);
  if (!(await isStill(folder, file, hidden))) return false;
  await unlink(hidden);
  return true;
}

/** Moves a file aside, and writes beside it why. Throws the system's error. */
export async function moveAside(folder: string, file: FoundFile, target: string, reason: object): Promise<void> {
  const moved = await moveFile(folder, file, target);
  if (moved) await replaceFile(`${moved}.reason.json`, `${JSON.stringify(reason, null, 2)}\n`);
}

/** Whether the file that was renamed to `path` is the version meant; another is given its own name back. */
async function isStill(folder: string, file: FoundFile, path: string): Promise<boolean> {
  const renamed = await lookAt(folder, path);
  if (renamed && sameVersion(renamed, file)) return true;
  await rename(path, file.path);
  return false;
}

async function freeName(path: string): Promise<string> {
  const ending = extname(path);
  for (let number = 1; ; number++) {
    const name = number === 1 ? path : `${path.slice(0, path.length - ending.length)}-${number}${ending}`;
    const isFree = await stat(name).then(
      () => false,
      () => true,
    );
    if (isFree) return name;
  }
}

/** To another disk, where a rename does not reach. */
async function copyAcross(folder: string, file: FoundFile, to: string): Promise<string | undefined> {
  await copyFile(file.path, to, constants.COPYFILE_EXCL);
  const copy = await open(to, 'r+');
  await copy.sync().finally(() => copy.close());
  if (await deleteFile(folder, file)) return to;
  await unlink(to);
  return undefined;
}
