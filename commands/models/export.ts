import { bytesOf } from '../../lib/models/bundle/manifest';
import { exportBundle } from '../../lib/models/bundle/export';
import { ByteProgress } from '../byte-progress';
import { untilInterrupted } from '../interrupt';
import { say } from '../language';
import type { ModelsArguments } from '../models';
import { sizeIn } from '../table';
import { UsageError } from '../usage';

export async function run({ names: [bundle, ...ids], home }: ModelsArguments): Promise<void> {
  if (!bundle) throw new UsageError(say('models.help'));
  const { signal, done } = untilInterrupted();
  const progress = new ByteProgress();
  try {
    const onProgress = ({ path, bytes, total }: { path: string; bytes: number; total: number }) =>
      progress.step(path, bytes, bytes / total);
    const manifest = await exportBundle(bundle, ids, { home, signal, onProgress });
    progress.end();
    const models = manifest.models.map(({ id }) => id).join(', ');
    console.log(say('export.done', { models, bundle, size: sizeIn(bytesOf(manifest)) }));
  } finally {
    done();
  }
}
