import { listModels, type ListedModel } from '../../lib/models/listing';
import { language, say } from '../language';
import type { ModelsArguments } from '../models';
import { sizeIn, table } from '../table';

export async function run({ home, json }: ModelsArguments): Promise<void> {
  const models = await listModels(home);
  if (json) return void process.stdout.write(`${JSON.stringify(models, null, 2)}\n`);
  const columns = ['id', 'family', 'state', 'size', 'memory', 'precisions', 'languages', 'license', 'goodFor'] as const;
  const head = columns.map((column) => say(`column.${column}`));
  process.stdout.write(table([head, ...models.map(rowOf)]));
  process.stdout.write(`\n${say('list.folder', { folder: home })}\n`);
}

function rowOf({ id, family, state, bytes, memory_mb, precisions, languages, license, good_for, reason }: ListedModel) {
  const tongue = language() === 'ko' ? 'ko' : 'en';
  const size = state === 'refused' ? '' : bytes === undefined ? say('size.unknown') : sizeIn(bytes);
  const memory = memory_mb ? `~${memory_mb} MB` : '';
  const told = (reason ?? good_for)?.[tongue] ?? '';
  return [id, family, say(`state.${state}`), size, memory, precisions.join(' '), languages.join(' '), license, told];
}
