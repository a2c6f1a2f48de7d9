import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const HASH_BYTES = 32;

/** Most files kept of a kind; a flow that makes up labels must not fill the disk. */
const LARGEST = 256;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** Results that took time, one file each, in the user's cache directory. Where nothing can be written, none is kept. */
export class Cache {
  /** @param kind its folder @param ending of its files, with the dot */
  constructor(
    private readonly kind: string,
    private readonly ending: string,
  ) {}

  /** What was stored under `key`; undefined when there is nothing or the file is damaged. */
  async read(key: string): Promise<Buffer | undefined> {
    const bytes = await readFile(this.file(key)).catch(() => undefined);
    if (!bytes || bytes.length <= HASH_BYTES) return undefined;
    const content = bytes.subarray(HASH_BYTES);
    return sha256(content).equals(bytes.subarray(0, HASH_BYTES)) ? content : undefined;
  }

  /** Stores `content`, which is not empty, behind its SHA-256. */
  async write(key: string, content: Uint8Array): Promise<void> {
    const unfinished = `${this.file(key)}.${process.pid}`;
    try {
      await mkdir(this.folder(), { recursive: true, mode: 0o700 });
      await writeFile(unfinished, Buffer.concat([sha256(content), content]), { mode: 0o600 });
      await rename(unfinished, this.file(key));
      await this.forgetOldest();
    } catch {
      await rm(unfinished, { force: true }).catch(() => undefined);
    }
  }

  private folder(): string {
    return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gyeol-inspection', this.kind);
  }

  private file(key: string): string {
    return join(this.folder(), `${key}${this.ending}`);
  }

  private async forgetOldest(): Promise<void> {
    const files = (await readdir(this.folder())).map((name) => join(this.folder(), name));
    if (files.length <= LARGEST) return;
    const written = new Map(await Promise.all(files.map(async (file) => [file, (await stat(file)).mtimeMs] as const)));
    files.sort((a, b) => written.get(a)! - written.get(b)!);
    await Promise.all(files.slice(0, files.length - LARGEST).map((file) => rm(file, { force: true })));
  }
}
