import { open } from 'node:fs/promises';

const STEP = 64 << 10;

export interface Tail {
  /** The last whole line, without its end; empty for an empty file. */
  line: string;
  /** What follows it: a line that was being written when the power went. */
  torn: Buffer;
  /** Bytes up to the end of the last whole line. */
  whole: number;
}

/** The end of a file of lines, read backwards. A file that is not there is empty. */
export async function readTail(path: string): Promise<Tail> {
  const file = await open(path, 'r').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined;
    throw thrown;
  });
  if (!file) return { line: '', torn: Buffer.alloc(0), whole: 0 };
  try {
    const { size } = await file.stat();
    for (let from = size; ;) {
      from = Math.max(0, from - STEP);
      const bytes = Buffer.alloc(size - from);
      await file.read(bytes, 0, bytes.length, from);
      const end = bytes.lastIndexOf(10);
      const start = end > 0 ? bytes.lastIndexOf(10, end - 1) : -1;
      if (start < 0 && from > 0) continue;
      const line = bytes.subarray(start + 1, Math.max(0, end)).toString('utf8');
      return { line, torn: bytes.subarray(end + 1), whole: from + end + 1 };
    }
  } finally {
    await file.close();
  }
}
