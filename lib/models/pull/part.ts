import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assertSpace, diskFull } from './space';

/** Which version of the file the bytes so far belong to. */
interface Version {
  /** Of the server that sends the bytes. */
  etag?: string;
  /** SHA-256 as the hub told it. */
  linked?: string;
}

/** A file on its way: its bytes so far in `<file>.part`, the version they belong to in `<file>.part.json`. */
export class PartialFile {
  private readonly part: string;
  private readonly note: string;
  private handle?: FileHandle;
  private hash: Hash = createHash('sha256');
  bytes = 0;
  version: Version = {};

  constructor(private readonly target: string) {
    this.part = `${target}.part`;
    this.note = `${target}.part.json`;
  }

  /** Finds what an earlier try left behind. */
  async recall(): Promise<void> {
    const size = await stat(this.part).then(
      ({ size }) => size,
      () => 0,
    );
    const version = await readFile(this.note, 'utf8').then(
      (text) => JSON.parse(text) as Version,
      () => undefined,
    );
    this.bytes = version ? size : 0;
    this.version = version ?? {};
  }

  /** Goes on at the end of what is there, or, where `resumed` is false, begins anew. */
  async begin(resumed: boolean, version: Version): Promise<void> {
    await mkdir(dirname(this.part), { recursive: true });
    this.hash = createHash('sha256');
    if (resumed) for await (const chunk of createReadStream(this.part)) this.hash.update(chunk as Buffer);
    else this.bytes = 0;
    this.version = version;
    await writeFile(this.note, JSON.stringify(version));
    this.handle = await open(this.part, resumed ? 'a' : 'w');
  }

  /** @throws InspectionError ERR_DISK_FULL when fewer than `more` bytes are free */
  async assertSpace(more: number): Promise<void> {
    await assertSpace(dirname(this.part), more);
  }

  /** @throws InspectionError ERR_DISK_FULL; the system's error */
  async write(chunk: Uint8Array): Promise<void> {
    try {
      await this.handle!.writeFile(chunk);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
      throw diskFull(this.target, chunk.length, 0);
    }
    this.hash.update(chunk);
    this.bytes += chunk.length;
  }

  /** Closes the file and leaves what is there for another try. */
  async pause(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }

  /** SHA-256 of all bytes, hexadecimal, after they reached the disk. */
  async digest(): Promise<string> {
    await this.handle!.sync();
    await this.pause();
    return this.hash.digest('hex');
  }

  async land(): Promise<void> {
    await rename(this.part, this.target);
    await rm(this.note, { force: true });
  }

  async discard(): Promise<void> {
    await this.pause();
    await rm(this.part, { force: true });
    await rm(this.note, { force: true });
  }
}
