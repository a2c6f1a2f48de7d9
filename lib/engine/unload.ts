import { readFile } from 'node:fs/promises';
import type { CarriedPicture } from '../inference/protocol';

/** The pictures among a job's inputs, as they travelled. */
export function picturesOf(input: object): CarriedPicture[] {
  return Object.values(input).filter(
    (value): value is CarriedPicture =>
      typeof value === 'object' && value !== null && ('bytes' in value || 'path' in value || 'spilled' in value),
  );
}

/** Reads bytes that came as a temporary file, so that a job sees its input as the caller gave it. Changes `input`. */
export async function unload(input: object): Promise<void> {
  for (const picture of picturesOf(input)) {
    if (!picture.spilled) continue;
    picture.bytes = await readFile(picture.spilled);
    delete picture.spilled;
  }
}
