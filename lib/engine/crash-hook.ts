import { readFile } from 'node:fs/promises';
import type { Picture } from '../inference/jobs';

/**
 * For tests of the supervision: when the environment variable `GYEOL_TEST_CRASH` is set, this process aborts, as a
 * native library would make it, on every picture whose bytes contain the variable's text.
 */
export async function crashOnMarkedPicture(pictures: Picture[]): Promise<void> {
  const marker = process.env.GYEOL_TEST_CRASH;
  if (!marker) return;
  for (const { bytes, path } of pictures) {
    const content = bytes ?? (path ? await readFile(path).catch(() => undefined) : undefined);
    if (content && Buffer.from(content.buffer, content.byteOffset, content.byteLength).includes(marker))
      process.abort();
  }
}
