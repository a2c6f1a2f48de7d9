import { removeModel } from '../../lib/models/remove';
import { say } from '../language';
import { oneName, type ModelsArguments } from '../models';

export async function run(given: ModelsArguments): Promise<void> {
  const id = oneName(given);
  await given.recorded('model.removed', async () => {
    await removeModel(given.home, id);
    return [{ manifest: { id } }];
  });
  console.log(say('remove.done', { id }));
}
