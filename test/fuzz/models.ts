import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireEngine, DEFAULT_SETTINGS, type Engine, type JobKind } from '../../lib/inference';
import { InspectionError } from '../../lib/inspection/errors';
import { exportBundle } from '../../lib/models/bundle/export';
import { importBundle } from '../../lib/models/bundle/import';
import type { ModelManifest } from '../../lib/models/manifest';
import { unpackArchive } from '../../lib/models/opus/archive';
import { officialModel, SMALL_GRAPHS } from '../support/official-models';
import { marianTokenizer } from '../../lib/text/sentencepiece/marian';
import type { Vocabulary } from '../../lib/text/sentencepiece/tokenizer';
import { tinyModel, type TinyFamily } from '../support/tiny-models';
import type { Dice } from './dice';
import { mutate } from './mutate';
import { type Ending, type FuzzCase, type Target } from './target';

/** What stands in for a whole disk of models. */
interface Room {
  folder: string;
  engine: Engine;
}

const KIND: Record<TinyFamily, JobKind> = { clip: 'clip', blip: 'caption', marian: 'translate' };
const FAMILIES: TinyFamily[] = ['clip', 'blip', 'marian'];

/** Mutated files of models: graphs, settings, tokenizers, checkpoints, archives and bundles. */
export async function models(): Promise<Target> {
  process.env.GYEOL_GRAPHS = SMALL_GRAPHS;
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, device: 'cpu' }, { lingerMs: 0 });
  const room = { engine, folder: mkdtempSync(join(tmpdir(), 'fuzz-models-')) };
  const kinds = [listed, listed, relisted, relisted, unlisted, checkpoint, opus, bundle];
  return {
    make: (dice) => dice.pick(kinds)(room, dice),
    close: async () => {
      await release();
      rmSync(room.folder, { recursive: true, force: true });
    },
  };
}

function copy(room: Room, from: string): string {
  rmSync(room.folder, { recursive: true, force: true });
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-model-'));
  cpSync(from, folder, { recursive: true });
  room.folder = folder;
  return folder;
}

/** Spoils one file of a copy; run then loads it in a real engine, as Node-RED does. */
async function spoiled(
  room: Room,
  dice: Dice,
  family: TinyFamily,
  name: string,
  { from = tinyModel(family), arrange = (_folder: string, _path: string) => {}, mayPass = false } = {},
): Promise<FuzzCase> {
  const whole = readFileSync(join(from, name));
  const { bytes, how } = mutate(whole, dice);
  return {
    tell: `${family} ${name}: ${how.join(', ')}`,
    bytes,
    run: async () => {
      const folder = copy(room, from);
      writeFileSync(join(folder, name), bytes);
      arrange(folder, name);
      const ending = await ended(() => room.engine.warm(KIND[family], folder));
      if (ending.wrong !== undefined || ending.code !== 'ok') return ending;
      return mayPass || bytes.equals(whole) ? { code: 'ok' } : { wrong: 'a file that is not as listed was loaded' };
    },
  };
}

const filesOf = (family: TinyFamily) =>
  (JSON.parse(readFileSync(join(tinyModel(family), 'model.json'), 'utf8')) as ModelManifest).files.map(
    ({ path }) => path,
  );

/** model.json tells the file's hash: nothing but its bytes may load. */
function listed(room: Room, dice: Dice): Promise<FuzzCase> {
  const family = dice.pick(FAMILIES);
  const name = dice.pick([...filesOf(family), 'model.json']);
  return spoiled(room, dice, family, name, { mayPass: name === 'model.json' });
}

/** As whoever made the model would have damaged it: the hash is that of the damaged file. */
function relisted(room: Room, dice: Dice): Promise<FuzzCase> {
  const family = dice.pick(FAMILIES);
  const arrange = (folder: string, path: string) => {
    const file = join(folder, 'model.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as ModelManifest;
    const content = readFileSync(join(folder, path));
    const sha256 = createHash('sha256').update(content).digest('hex');
    manifest.files = manifest.files.map((each) =>
      each.path === path ? { ...each, bytes: content.length, sha256 } : each,
    );
    writeFileSync(file, JSON.stringify(manifest));
  };
  return spoiled(room, dice, family, dice.pick(filesOf(family)), { arrange, mayPass: true });
}

/** A folder that a user names, without model.json. */
function unlisted(room: Room, dice: Dice): Promise<FuzzCase> {
  const arrange = (folder: string) => rmSync(join(folder, 'model.json'), { force: true });
  return spoiled(room, dice, 'clip', dice.pick(filesOf('clip')), { arrange, mayPass: true });
}

/** Safetensors and PyTorch's pickle, bound to the pack's graphs. */
function checkpoint(room: Room, dice: Dice): Promise<FuzzCase> {
  const name = dice.pick(['model.safetensors', 'model.safetensors', 'pytorch_model.bin', 'vocab.txt', 'config.json']);
  const arrange = (folder: string) => {
    if (name === 'pytorch_model.bin') rmSync(join(folder, 'model.safetensors'));
  };
  return spoiled(room, dice, 'blip', name, { from: officialModel('blip'), arrange, mayPass: true });
}

async function opus(room: Room, dice: Dice): Promise<FuzzCase> {
  const from = join(officialModel('opus'));
  const [name] = readdirSync(from).filter((each) => each.endsWith('.zip')) as [string];
  const { bytes, how } = mutate(readFileSync(join(from, name)), dice);
  const run = () =>
    ended(async () => {
      const folder = copy(room, from);
      writeFileSync(join(folder, name), bytes);
      await unpackArchive(folder);
      const { 'source.spm': pieces, 'vocab.json': vocabulary } = Object.fromEntries(
        ['source.spm', 'vocab.json'].map((each) => [each, readFileSync(join(folder, each))]),
      );
      marianTokenizer(pieces!, JSON.parse(String(vocabulary)) as Vocabulary).encode('A scratch of 3.2 mm.');
    });
  return { tell: `opus ${name}: ${how.join(', ')}`, bytes, run };
}

/** One changed bit anywhere must keep all of it out. */
async function bundle(room: Room, dice: Dice): Promise<FuzzCase> {
  const home = copy(room, tinyModel('clip'));
  const models = join(home, 'models');
  mkdirSync(models);
  cpSync(tinyModel('clip'), join(models, 'tiny-clip'), { recursive: true });
  const file = join(home, 'bundle.tar');
  await exportBundle(file, [], { home: models });
  const whole = readFileSync(file);
  const { bytes, how } = mutate(whole, dice);
  const run = async (): Promise<Ending> => {
    const target = join(home, 'target');
    mkdirSync(target, { recursive: true });
    writeFileSync(file, bytes);
    const ending = await ended(() => importBundle(file, { home: target }));
    const left = readdirSync(target);
    if (ending.wrong !== undefined || bytes.equals(whole)) return ending;
    return ending.code === 'ok' || left.length > 0 ? { wrong: `landed from a changed bundle: ${left.join()}` } : ending;
  };
  return { tell: `bundle: ${how.join(', ')}`, bytes, run };
}

async function ended(work: () => Promise<unknown>): Promise<Ending> {
  try {
    await work();
    return { code: 'ok' };
  } catch (thrown) {
    const { code, parameters } = InspectionError.from(thrown);
    return code === 'ERR_INTERNAL' ? { wrong: `${code} ${JSON.stringify(parameters)}` } : { code };
  }
}
