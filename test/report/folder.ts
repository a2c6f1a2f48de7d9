import { readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSystem } from '../../lib/report/atomic';
import { useFreshFolder } from '../support/fresh';

/** A fresh folder before each test; read its path inside the test. */
export function useFolder(): { readonly path: string; read(name: string): string; names(): Promise<string[]> } {
  const fresh = useFreshFolder('gyeol-report-');
  return {
    get path() {
      return fresh.path;
    },
    read: (name) => readFileSync(join(fresh.path, name), 'utf8'),
    names: async () => (await fs.readdir(fresh.path)).sort(),
  };
}

const failure = (code: string, text: string) => Object.assign(new Error(`${code}: ${text}, write`), { code });

/** The real file system on which opening `locked()` for writing fails as Excel's lock does. */
export function withLock(locked: () => string | undefined): FileSystem {
  return {
    ...fs,
    open: ((path: string, flags: string) => {
      if (path === locked() && flags !== 'r') throw failure('EBUSY', 'resource busy or locked');
      return fs.open(path, flags);
    }) as typeof fs.open,
    rename: async (from, to) => {
      if (to === locked()) throw failure('EPERM', 'operation not permitted');
      return fs.rename(from, to);
    },
  };
}

/** The real file system on a disk that is full after the first `bytes` of each file. */
export function withFullDisk(bytes: number): FileSystem {
  return {
    ...fs,
    open: (async (path: string, flags: string) => {
      const handle = await fs.open(path, flags);
      handle.writeFile = async (data) => {
        await handle.write(Buffer.from(data as string).subarray(0, bytes));
        throw failure('ENOSPC', 'no space left on device');
      };
      return handle;
    }) as typeof fs.open,
  };
}

/** Runs `work` as a user without rights, where the test itself runs as root and rights would not count. */
export async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid!(65534);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}
