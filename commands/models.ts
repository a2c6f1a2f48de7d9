import { parseArgs } from 'node:util';
import type { ModelChange } from '../lib/audit/models';
import type { GraphPrecision } from '../lib/models/graph';
import { modelsHome, modelsIn } from '../lib/models/home';
import { recordedIn } from './audit/models';
import { say } from './language';
import { UsageError } from './usage';

export interface ModelsArguments {
  /** What follows the subcommand. */
  names: string[];
  /** The folder of models. */
  home: string;
  json: boolean;
  precision?: GraphPrecision;
  /** Does what changes models, and puts it into the audit log. */
  recorded: <T extends { manifest: { id: string } }>(event: ModelChange, work: () => Promise<T[]>) => Promise<T[]>;
}

const COMMANDS: Record<string, () => Promise<{ run(given: ModelsArguments): Promise<number | void> }>> = {
  list: () => import('./models/list'),
  pull: () => import('./models/pull'),
  quantise: () => import('./models/quantise'),
  verify: () => import('./models/verify'),
  export: () => import('./models/export'),
  import: () => import('./models/import'),
  remove: () => import('./models/remove'),
};

/** The models command; see its help in words/. */
export async function run(args: string[]): Promise<number | void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      precision: { type: 'string' },
      home: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(say('models.help'));
  const [name = '', ...names] = positionals;
  const load = COMMANDS[name];
  if (!load) throw new UsageError(say('models.help'));
  const precision = values.precision as GraphPrecision | undefined;
  if (precision && !['fp32', 'fp16', 'int8'].includes(precision)) throw new UsageError(say('models.help'));
  const home = homeOf(values.home);
  return (await load()).run({ names, home, json: values.json, precision, recorded: recordedIn(home, values.home) });
}

/** The folder of models; a user directory that was named wins over GYEOL_MODELS. */
export const homeOf = (userDirectory?: string) => (userDirectory ? modelsIn(userDirectory) : modelsHome());

/** The one name a subcommand needs. */
export function oneName({ names }: ModelsArguments): string {
  if (names.length !== 1) throw new UsageError(say('models.help'));
  return names[0]!;
}
