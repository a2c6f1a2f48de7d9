import { createHash } from 'node:crypto';
import type { EngineSettings } from '../../inference/settings';
import type { ModelUse } from '../../inspection/record';
import { openModel, type ModelFolder } from '../../models/folder';
import type { Family, Golden } from '../../models/manifest';
import { Cache } from '../cache';
import type { SelfTest } from '../self-test';
import type { LoadedGraph } from '../sessions';
import { unlessPassed } from '../tested';
import { loadOnce, type Load } from './load-once';

/** What loading needs to know of a model. */
export interface Testable {
  use: ModelUse;
  graphs: LoadedGraph[];
  test: SelfTest;
}

interface FamilyLoader<M extends Testable> {
  /** The model, not tested; `name`: as it was asked for. */
  open(folder: ModelFolder, settings: EngineSettings, name: string): Promise<M>;
  /** @throws InspectionError ERR_MODEL_SELFTEST when the model answers otherwise */
  check(model: M, golden: Golden): Promise<void>;
  /** What the model answers, in the form of goldens. */
  answer(model: M): Promise<Golden[]>;
}

const answers = new Cache('goldens', '.json');

/**
 * Opens each model once in this process and tests it before it is used.
 *
 * @returns a loader that throws InspectionError ERR_MODEL_MISSING, ERR_MODEL_CHECKSUM, ERR_MODEL_LOAD, ERR_MODEL_SELFTEST
 */
export function loadTested<M extends Testable>(family: Family, loader: FamilyLoader<M>): Load<M> {
  return loadOnce(async (name, settings) => {
    const folder = await openModel(name, family);
    const open = (on: EngineSettings) => loader.open(folder, on, name);
    const model = await open(settings);
    const goldens = await goldensFor(folder, model, settings, { open, answer: loader.answer });
    const test = () => model.test.run(goldens, (golden) => loader.check(model, golden));
    await (settings.retest ? test() : unlessPassed(folder.manifest, goldens, model, test));
    return model;
  });
}

/**
 * The model's own goldens. One that brought none, such as a checkpoint bound on this machine, is held on other devices to
 * what it answers on the processor, which is asked once for as long as its files stay as they are.
 */
async function goldensFor<M extends Testable>(
  folder: ModelFolder,
  { graphs }: M,
  settings: EngineSettings,
  { open, answer }: { open: (settings: EngineSettings) => Promise<M>; answer: FamilyLoader<M>['answer'] },
): Promise<Golden[]> {
  const { goldens, files } = folder.manifest;
  if (goldens.length > 0 || graphs.every(({ provider }) => provider === 'cpu')) return goldens;
  const { precision } = graphs[0]!;
  const facts = [precision, files.map(({ path, sha256 }) => [path, sha256]), graphs.map(({ sha256 }) => sha256)];
  const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  const known = await answers.read(key);
  if (known) return JSON.parse(known.toString()) as Golden[];

  const reference = await open({ ...settings, device: 'cpu', precision });
  try {
    const made = await answer(reference);
    await answers.write(key, Buffer.from(JSON.stringify(made)));
    return made;
  } finally {
    for (const { session } of reference.graphs) await session.release();
  }
}
