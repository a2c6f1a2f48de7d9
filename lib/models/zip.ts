import { createReadStream, createWriteStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { InspectionError } from '../inspection/errors';

export interface ZipMember {
  name: string;
  /** Whether its bytes stand in the archive as they are. */
  stored: boolean;
  /** Of its first byte in the archive. */
  offset: number;
  /** In the archive. */
  length: number;
  /** Unpacked. */
  size: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
/** Sizes of the fixed part of each record, and of the longest comment behind the directory. */
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const LONGEST_COMMENT = 0xffff;

/**
 * The members of a zip archive, from its directory. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *
 * @throws InspectionError ERR_MODEL_WEIGHTS when it is none, or larger than 4 GB
 */
export async function readZip(file: string): Promise<ZipMember[]> {
  const handle = await open(file);
  const damaged = (reason: string) => new InspectionError('ERR_MODEL_WEIGHTS', { path: file, reason });
  try {
    const { size } = await handle.stat();
    const tail = await read(
      handle,
      Math.max(0, size - END_SIZE - LONGEST_COMMENT),
      Math.min(size, END_SIZE + LONGEST_COMMENT),
    );
    let end = tail.length - END_SIZE;
    while (end >= 0 && tail.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
    if (end < 0) throw damaged('no directory of a zip archive');
    const [count, length, offset] = [
      tail.readUInt16LE(end + 10),
      tail.readUInt32LE(end + 12),
      tail.readUInt32LE(end + 16),
    ];
    if (offset + length > size) throw damaged('its directory lies outside, or it is larger than 4 GB');

    const directory = await read(handle, offset, length);
    const members: ZipMember[] = [];
    for (let at = 0; members.length < count;) {
      if (at + ENTRY_SIZE > length || directory.readUInt32LE(at) !== DIRECTORY_ENTRY)
        throw damaged('its directory is cut off');
      const method = directory.readUInt16LE(at + 10);
      const [packed, unpacked] = [directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 24)];
      const [nameLength, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field)) as [
        number,
        number,
        number,
      ];
      const name = directory.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength);
      if (method !== STORED && method !== DEFLATED) throw damaged(`${name} is packed in an unknown way`);
      const local = await read(handle, directory.readUInt32LE(at + 42), LOCAL_SIZE);
      if (local.readUInt32LE(0) !== LOCAL_ENTRY) throw damaged(`${name} is not where the directory says`);
      const start = directory.readUInt32LE(at + 42) + LOCAL_SIZE + local.readUInt16LE(26) + local.readUInt16LE(28);
      if (start + packed > size) throw damaged(`${name} is cut off`);
      members.push({ name, stored: method === STORED, offset: start, length: packed, size: unpacked });
      at += ENTRY_SIZE + nameLength + extra + comment;
    }
    return members;
  } catch (thrown) {
    throw thrown instanceof RangeError ? damaged(thrown.message) : thrown;
  } finally {
    await handle.close();
  }
}

/**
 * Unpacks one member into a file of its own, which never grows beyond the size that the directory tells.
 *
 * @throws InspectionError ERR_MODEL_WEIGHTS when the member is damaged or of another size
 */
export async function extract(archive: string, member: ZipMember, target: string, signal?: AbortSignal): Promise<void> {
  const { name, offset, length, size, stored } = member;
  const damaged = (reason: string) => new InspectionError('ERR_MODEL_WEIGHTS', { path: archive, reason });
  const packed = createReadStream(archive, { start: offset, end: Math.max(offset, offset + length - 1) });
  const unpacked = stored ? packed : packed.pipe(createInflateRaw());
  packed.on('error', (failure) => unpacked.destroy(failure));
  let bytes = 0;
  async function* counted(pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > size) throw damaged(`${name} is larger than ${size} bytes`);
      yield piece;
    }
  }
  try {
    await pipeline(unpacked, counted, createWriteStream(target), { signal });
  } catch (thrown) {
    const isUnpacking = String((thrown as NodeJS.ErrnoException).code).startsWith('Z_');
    throw isUnpacking ? damaged(`${name}: ${(thrown as Error).message}`) : thrown;
  } finally {
    packed.destroy();
  }
  if (bytes !== size) throw damaged(`${name} has ${bytes} bytes`);
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new RangeError(`it ends at byte ${position + bytesRead}`);
  return buffer;
}
