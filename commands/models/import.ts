import { importBundle } from '../../lib/models/bundle/import';
import { ByteProgress } from '../byte-progress';
import { untilInterrupted } from '../interrupt';
import { say } from '../language';
import { oneName, type ModelsArguments } from '../models';

export async function run(given: ModelsArguments): Promise<void> {
  const bundle = oneName(given);
  const { signal, done } = untilInterrupted();
  const progress = new ByteProgress();
  try {
    const onProgress = ({ path, bytes, total }: { path: string; bytes: number; total: number }) =>
      progress.step(path, bytes, bytes / total);
    const models = await given.recorded('model.imported', () =>
      importBundle(bundle, { home: given.home, signal, onProgress }),
    );
    progress.end();
    for (const { manifest, folder } of models) console.log(say('import.done', { id: manifest.id, folder }));
  } finally {
    done();
  }
}
