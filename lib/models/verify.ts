import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from './checksum';
import type { ModelManifest } from './manifest';

export interface FileProblem {
  /** Relative to the model's folder. */
  path: string;
  problem: 'missing' | 'damaged';
}

/** Reads every file of a model and compares it with its SHA-256 in model.json; what differs, in the order listed. */
export async function verifyModel(folder: string, { files }: ModelManifest): Promise<FileProblem[]> {
  const problems: FileProblem[] = [];
  for (const { path, bytes, sha256 } of files) {
    const file = join(folder, path);
    const found = await stat(file).catch(() => undefined);
    if (!found) problems.push({ path, problem: 'missing' });
    else if (found.size !== bytes || (await sha256OfFile(file)) !== sha256) problems.push({ path, problem: 'damaged' });
  }
  return problems;
}
