import type { Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { InspectionError } from '../inspection/errors';
import { readHeader, type PictureHeader } from './header';
import { checkBytes } from './limits';

/** Enough for nearly every header; a thumbnail in the EXIF block may push it further back, a TIFF's may stand last. */
const FIRST_PART = 65_536;

/**
 * Reads the header of a picture file, and the rest only when the header is not in its first part.
 *
 * @throws InspectionError ERR_IMAGE_FILE, ERR_IMAGE_TOO_LARGE, ERR_IMAGE_FORMAT, ERR_IMAGE_DECODE
 */
export async function readFileHeader(path: string, maxBytes: number): Promise<PictureHeader> {
  const { size } = await regularFile(path, maxBytes);
  const file = await explained(path, open(path));
  try {
    const first = await readUpTo(file, Math.min(FIRST_PART, size));
    try {
      return readHeader(first);
    } catch (thrown) {
      const { code } = InspectionError.from(thrown);
      // The reason would quote the file: whoever may name a path could read it in the error.
      if (code === 'ERR_IMAGE_FORMAT') throw new InspectionError(code, { reason: 'the file is not a picture' });
      const mayStandLater = size > first.length && code === 'ERR_IMAGE_DECODE';
      if (!mayStandLater) throw thrown;
      return readHeader(await readUpTo(file, size));
    }
  } finally {
    await file.close();
  }
}

/** Looked at before it is opened: opening a pipe or a device could wait for ever. */
async function regularFile(path: string, maxBytes: number): Promise<Stats> {
  const status = await explained(path, stat(path));
  if (!status.isFile()) throw fileError(path, status.isDirectory() ? 'it is a folder' : 'it is not a regular file');
  checkBytes(status.size, maxBytes);
  return status;
}

async function explained<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw fileError(path, (thrown as NodeJS.ErrnoException).code ?? String(thrown));
  }
}

async function readUpTo(file: FileHandle, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position: 0 });
  return buffer.subarray(0, bytesRead);
}

const fileError = (path: string, reason: string) =>
  new InspectionError('ERR_IMAGE_FILE', { path: path.slice(0, 200), reason });
