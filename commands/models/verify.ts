import { InspectionError } from '../../lib/inspection/errors';
import { installedModel, installedModels, type InstalledModel } from '../../lib/models/home';
import { starterFolder } from '../../lib/models/starter';
import { verifyModel } from '../../lib/models/verify';
import { say } from '../language';
import type { ModelsArguments } from '../models';
import { readManifest } from './manifest';

export async function run({ names, home, json }: ModelsArguments): Promise<number> {
  const models = names.length > 0 ? await Promise.all(names.map((id) => find(home, id))) : await installedModels(home);
  const results = [];
  for (const { manifest, folder } of models) {
    const { id, files } = manifest;
    const problems = await verifyModel(folder, manifest);
    results.push({ id, folder, files: files.map(({ path, sha256 }) => ({ path, sha256 })), problems });
    if (json) continue;
    if (problems.length === 0) console.log(say('verify.intact', { id, files: files.length }));
    for (const { path, problem } of problems) {
      console.log(say('verify.problem', { id, path, problem: say(`problem.${problem}`) }));
    }
  }
  if (json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else if (models.length === 0) console.log(say('verify.none', { folder: home }));
  return results.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

async function find(home: string, id: string): Promise<Pick<InstalledModel, 'manifest' | 'folder'>> {
  const installed = await installedModel(home, id);
  if (installed) return installed;
  const folder = await starterFolder(id);
  if (!folder) throw new InspectionError('ERR_MODEL_MISSING', { model: id, path: home });
  return { folder, manifest: await readManifest(folder) };
}
