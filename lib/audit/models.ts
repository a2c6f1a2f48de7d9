import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { folderOf } from '../models/home';
import { sha256 } from '../hash';
import type { Actor } from './entry';
import type { AuditLog } from './log';

export type ModelChange = 'model.pulled' | 'model.imported' | 'model.quantised' | 'model.removed';

/** Does `work`, which changes the models that `idsOf` names, and records those that are not what they were. */
export async function recordModels<T>(
  log: AuditLog,
  actor: Actor,
  event: ModelChange,
  home: string,
  work: () => Promise<T>,
  idsOf: (result: T) => string[],
): Promise<T> {
  const names = await readdir(home).catch(() => []);
  const before = new Map(
    await Promise.all(names.map(async (name) => [name, await fingerprint(join(home, name))] as const)),
  );
  const result = await work();
  for (const subject of idsOf(result)) {
    const folder = folderOf(home, subject);
    const [was, is] = [before.get(basename(folder)), await fingerprint(folder)];
    if (was !== is) await log.append({ actor, event, subject, before: was, after: is });
  }
  return result;
}

/** Of a model's manifest, which names the hash of every file. */
async function fingerprint(folder: string): Promise<string | undefined> {
  return readFile(join(folder, 'model.json')).then(sha256, () => undefined);
}
