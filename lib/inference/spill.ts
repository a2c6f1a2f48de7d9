import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CarriedPicture, Request } from './protocol';

/** Up to here bytes are copied through the channel (about 2 ms); beyond, a file costs this process less. */
const CHANNEL_LIMIT = 1024 * 1024;
/** A node that works on a frame is usually followed by another: the file waits this long for it. */
const LINGER_MS = 1000;

interface SpilledFile {
  /** Undefined when it could not be written. */
  path: Promise<string | undefined>;
  users: number;
  removal?: NodeJS.Timeout;
}

/** A request ready to be sent, and the way to give back the files it holds. */
export interface Parcel {
  request: Request;
  release(): void;
}

/** Temporary files of large pictures: each is written once, shared by all lanes, and removed after its last use. */
export class Spill {
  private folder?: Promise<string | undefined>;
  private folderPath?: string;
  private readonly files = new WeakMap<Uint8Array, SpilledFile>();
  private readonly onExit = () => rmSync(this.folderPath!, { recursive: true, force: true });

  /** Never fails: bytes that cannot be written (a full disk) travel through the channel after all. */
  async pack(request: Request): Promise<Parcel> {
    if (request.type !== 'job') return { request, release() {} };
    const input: Record<string, unknown> = { ...request.input };
    const releases: (() => void)[] = [];
    for (const [field, value] of Object.entries(input)) {
      const picture = value as CarriedPicture | undefined;
      const bytes = picture?.bytes;
      if (!(bytes instanceof Uint8Array) || bytes.byteLength <= CHANNEL_LIMIT) continue;
      const file = this.hold(bytes);
      releases.push(() => this.letGo(bytes, file));
      const spilled = await file.path;
      if (spilled) input[field] = { ...picture, bytes: undefined, spilled };
    }
    return { request: { ...request, input }, release: () => releases.splice(0).forEach((letGo) => letGo()) };
  }

  /** Removes everything; to be called when no request is under way any more. */
  async close(): Promise<void> {
    const path = await this.folder;
    process.off('exit', this.onExit);
    if (path) await rm(path, { recursive: true, force: true }).catch(() => {}); // Left to the system's own cleaning.
  }

  private hold(bytes: Uint8Array): SpilledFile {
    let file = this.files.get(bytes);
    if (!file) {
      file = { users: 0, path: this.write(bytes) };
      this.files.set(bytes, file);
    }
    clearTimeout(file.removal);
    file.users++;
    return file;
  }

  private letGo(bytes: Uint8Array, file: SpilledFile): void {
    if (--file.users > 0) return;
    file.removal = setTimeout(() => {
      this.files.delete(bytes);
      void file.path.then((path) => (path ? rm(path, { force: true }) : undefined)).catch(() => {});
    }, LINGER_MS).unref();
  }

  private async write(bytes: Uint8Array): Promise<string | undefined> {
    const folder = await this.openFolder();
    if (!folder) return undefined;
    const path = join(folder, randomUUID());
    try {
      await writeFile(path, bytes, { mode: 0o600 });
      return path;
    } catch {
      await rm(path, { force: true }).catch(() => {});
      return undefined;
    }
  }

  private openFolder(): Promise<string | undefined> {
    this.folder ??= mkdtemp(join(tmpdir(), 'gyeol-')).then(
      (path) => {
        process.on('exit', this.onExit);
        return (this.folderPath = path);
      },
      () => undefined,
    );
    return this.folder;
  }
}
