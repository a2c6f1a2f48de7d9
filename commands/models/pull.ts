import type { InspectionError } from '../../lib/inspection/errors';
import { listModels } from '../../lib/models/listing';
import { pull } from '../../lib/models/pull/pull';
import { ByteProgress } from '../byte-progress';
import { untilInterrupted } from '../interrupt';
import { say } from '../language';
import { oneName, type ModelsArguments } from '../models';
import { sizeIn } from '../table';

export async function run(given: ModelsArguments): Promise<void> {
  const { home, precision } = given;
  const id = oneName(given);
  await tellLicence(home, id);
  const { signal, done } = untilInterrupted();
  const progress = new ByteProgress();
  try {
    const onProgress = ({ path, bytes, fraction }: { path: string; bytes: number; fraction: number }) =>
      progress.step(path, bytes, fraction);
    const [model] = await given.recorded('model.pulled', async () => [
      await pull(id, { home, precision, signal, onProgress }),
    ]);
    const { manifest, folder, bytes } = model!;
    progress.end();
    console.log(say('pull.done', { id, files: manifest.files.length, size: sizeIn(bytes), folder }));
    const unknown = manifest.files.filter(({ trust }) => trust === 'first-use').length;
    if (unknown > 0) console.log(say('pull.trust', { count: unknown }));
    if (manifest.goldens.length === 0) console.log(say('pull.goldens.none'));
  } catch (thrown) {
    progress.end();
    if ((thrown as InspectionError).code === 'ERR_CANCELLED') console.error(say('pull.cancelled', { id }));
    throw thrown;
  } finally {
    done();
  }
}

/** Before the first byte, so that nobody has a model whose terms they never saw. */
async function tellLicence(home: string, id: string): Promise<void> {
  const known = (await listModels(home)).find((model) => model.id === id);
  if (!known) {
    if (id.includes('/')) console.error(say('pull.licence.unknown', { id, source: id }));
    return;
  }
  if (known.state === 'refused') return;
  const { license, bytes, source = '' } = known;
  const size = bytes === undefined ? say('size.unknown') : sizeIn(bytes);
  console.error(say('pull.licence', { id, license, size, source }));
}
