import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Bytes that vector instructions and every element type are content with. */
const ALIGNMENT = 64;
const CHUNK = 1 << 24;

/** A part of another file, bytes made here, or bytes made when their turn comes. */
export type Content = FilePart | Buffer | { length: number; content(): Promise<Buffer> };

interface FilePart {
  file: string;
  offset: number;
  length: number;
}

/** Collects what cannot be pointed to where it lies, and writes it into one aligned file. */
export class WrittenFile {
  private readonly parts: { content: Content; offset: number }[] = [];
  private readonly known = new Map<string, number>();
  private end = 0;

  /** @returns the byte at which `content` will stand; the same for the same `name` */
  add(name: string, content: Content): number {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const offset = Math.ceil(this.end / ALIGNMENT) * ALIGNMENT;
    this.parts.push({ content, offset });
    this.known.set(name, offset);
    this.end = offset + content.length;
    return offset;
  }

  get isEmpty(): boolean {
    return this.parts.length === 0;
  }

  /** Under its name the file is whole or not there. */
  async write(path: string, signal?: AbortSignal): Promise<void> {
    const unfinished = `${path}.${process.pid}.part`;
    try {
      const to = await open(unfinished, 'w');
      try {
        for (const { content, offset } of this.parts) {
          signal?.throwIfAborted();
          if ('file' in content) await copy(content, to, offset);
          else await writeAll('content' in content ? await content.content() : content, to, offset);
        }
        await to.sync();
      } finally {
        await to.close();
      }
      await rename(unfinished, path);
    } catch (thrown) {
      await rm(unfinished, { force: true });
      throw thrown;
    }
  }
}

async function writeAll(bytes: Buffer, to: FileHandle, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; done += CHUNK) {
    const part = bytes.subarray(done, done + CHUNK);
    await to.write(part, 0, part.length, at + done);
  }
}

async function copy({ file, offset, length }: FilePart, to: FileHandle, at: number): Promise<void> {
  const from = await open(file);
  try {
    const buffer = Buffer.alloc(Math.min(CHUNK, length));
    for (let done = 0; done < length;) {
      const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, length - done), offset + done);
      if (bytesRead === 0) throw new Error(`${file} ended at byte ${offset + done}`);
      await to.write(buffer, 0, bytesRead, at + done);
      done += bytesRead;
    }
  } finally {
    await from.close();
  }
}
