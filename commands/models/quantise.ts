import { resolve } from 'node:path';
import { installedModel } from '../../lib/models/home';
import { addIntegers } from '../../lib/models/integers/add';
import { untilInterrupted } from '../interrupt';
import { say } from '../language';
import { oneName, type ModelsArguments } from '../models';
import { sizeIn } from '../table';

export async function run(given: ModelsArguments): Promise<void> {
  const name = oneName(given);
  const folder = (await installedModel(given.home, name))?.folder ?? resolve(name);
  const { signal, done } = untilInterrupted();
  try {
    const [{ added } = { added: [] }] = await given.recorded('model.quantised', async () => [
      { manifest: { id: name }, added: (await addIntegers(folder, signal)).files },
    ]);
    const bytes = added.filter(({ path }) => /_int8\.\w+$/.test(path)).reduce((sum, file) => sum + file.bytes, 0);
    console.log(say('quantise.done', { name, size: sizeIn(bytes), folder }));
  } finally {
    done();
  }
}
