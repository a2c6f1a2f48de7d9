import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { bundleError } from './manifest';
import { BLOCK, END, header, padding, readHeader } from './tar';

const PIECE = 1 << 20;

/** Reads a bundle from front to back and accepts nothing but what it was told to expect: one flipped bit is seen. */
export class BundleReader {
  private position = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly bundle: string,
  ) {}

  /** The first entry, whatever its name and size. */
  async first(largest: number): Promise<{ name: string; content: Buffer }> {
    const found = readHeader(await this.read(BLOCK, 'manifest'));
    if (!found || found.size > largest) throw bundleError(this.bundle, 'manifest', 'form');
    const content = await this.read(found.size, 'manifest');
    await this.expectPadding(found.size, 'manifest');
    return { name: found.name, content };
  }

  /**
   * The next entry's content, piece by piece.
   *
   * @throws InspectionError ERR_BUNDLE, at the latest after the last piece
   */
  async *entry(path: string, bytes: number, sha256: string): AsyncGenerator<Buffer> {
    if (!(await this.read(BLOCK, path)).equals(header(path, bytes))) throw bundleError(this.bundle, path, 'header');
    const hash = createHash('sha256');
    for (let left = bytes; left > 0;) {
      const piece = await this.read(Math.min(left, PIECE), path);
      hash.update(piece);
      left -= piece.length;
      yield piece;
    }
    if (hash.digest('hex') !== sha256) throw bundleError(this.bundle, path, 'damaged');
    await this.expectPadding(bytes, path);
  }

  async end(last: string): Promise<void> {
    if (!(await this.read(END.length, last)).equals(END)) throw bundleError(this.bundle, last, 'end');
    const { bytesRead } = await this.handle.read(Buffer.alloc(1), 0, 1, this.position);
    if (bytesRead > 0) throw bundleError(this.bundle, last, 'end');
  }

  private async expectPadding(size: number, path: string): Promise<void> {
    const gap = await this.read(padding(size), path);
    if (gap.some((byte) => byte !== 0)) throw bundleError(this.bundle, path, 'end');
  }

  private async read(bytes: number, path: string): Promise<Buffer> {
    const buffer = Buffer.alloc(bytes);
    for (let filled = 0; filled < bytes;) {
      const { bytesRead } = await this.handle.read(buffer, filled, bytes - filled, this.position);
      if (bytesRead === 0) throw bundleError(this.bundle, path, 'short');
      filled += bytesRead;
      this.position += bytesRead;
    }
    return buffer;
  }
}
