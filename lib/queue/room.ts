import { statfs } from 'node:fs/promises';
import type { QueueSettings, QueueState } from './entry';

const MEGABYTE = 1_000_000;
const megabytes = (bytes: number) => `${Math.floor(bytes / MEGABYTE)} MB`;

/** The limit that a further file of `bytes` would break, in words and figures; nothing when there is room. */
export async function brokenLimit(
  folder: string,
  bytes: number,
  now: Pick<QueueState, 'waiting' | 'inFlight' | 'bytes'>,
  { maxFrames, maxBytes, minFree }: QueueSettings,
): Promise<string | undefined> {
  if (now.waiting + now.inFlight >= maxFrames) return String(maxFrames);
  if (now.bytes + bytes > maxBytes) return megabytes(maxBytes);
  if (minFree === 0) return undefined;
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize - bytes;
  return free < minFree ? `${megabytes(free)} < ${megabytes(minFree)}` : undefined;
}
