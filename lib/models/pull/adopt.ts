import { copyFile, link, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { installedModel } from '../home';
import type { Wish } from './plan';
import type { Stage } from './stage';

/**
 * Takes over what the same revision of the model already has, so that pulling another precision adds to it and what is
 * damaged or missing is pulled again.
 *
 * @returns whether integers were made of its graphs, which are to be made again
 */
export async function adopt(stage: Stage, { id, source }: Wish, home: string): Promise<{ integers: boolean }> {
  const installed = await installedModel(home, id);
  if (!installed) return { integers: false };
  const { manifest, folder } = installed;
  const same =
    'repository' in source
      ? manifest.source?.repository === source.repository && manifest.source.revision === source.revision
      : manifest.source?.url === source.url;
  if (!same) return { integers: false };
  for (const { path, bytes, sha256, trust = 'first-use' } of manifest.files) {
    if (trust === 'made-here' || (await stage.landed(path, sha256))) continue;
    await mkdir(dirname(stage.at(path)), { recursive: true });
    const from = join(folder, path);
    const there = await link(from, stage.at(path))
      .catch(() => copyFile(from, stage.at(path)))
      .then(
        () => true,
        () => false,
      );
    if (!there) continue;
    const commit = /^[0-9a-f]{40}$/.test(manifest.revision) ? manifest.revision : undefined;
    await stage.note(path, { bytes, sha256, trust, commit });
  }
  return { integers: manifest.files.some(({ path, trust }) => trust === 'made-here' && path.endsWith('_int8.onnx')) };
}
