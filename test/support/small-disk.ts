import { execFileSync } from 'node:child_process';
import { appendFileSync, statfsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BLOCK = 4096;
/** Others may write meanwhile. */
const REST = 4_000_000;

/** A folder, and where the system lets us, on a small disk of its own that can be filled to the last byte. */
export class SmallDisk {
  private constructor(
    readonly folder: string,
    readonly isMounted: boolean,
  ) {}

  static async make(megabytes: number): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'small-disk-'));
    return new SmallDisk(folder, quietly('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder));
  }

  /** Leaves no byte to anybody. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.folder);
    execFileSync('fallocate', ['--length', String(Math.max(BLOCK, bavail * bsize - REST)), this.ballast]);
    try {
      for (;;) appendFileSync(this.ballast, Buffer.alloc(BLOCK));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
    }
  }

  async free(): Promise<void> {
    await rm(this.ballast, { force: true });
  }

  async remove(): Promise<void> {
    if (this.isMounted) quietly('umount', '--lazy', this.folder);
    await rm(this.folder, { recursive: true, force: true });
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}

function quietly(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
