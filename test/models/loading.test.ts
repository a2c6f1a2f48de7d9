import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBlip } from '../../lib/engine/families/blip';
import { loadClip } from '../../lib/engine/families/clip';
import { loadMarian } from '../../lib/engine/families/marian';
import { onNote } from '../../lib/engine/notes';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import type { InspectionError } from '../../lib/inspection/errors';
import type { ModelManifest } from '../../lib/models/manifest';
import { starterModels } from '../../lib/models/starter';
import { copyOfTinyModel, tinyModel, type TinyFamily } from '../support/tiny-models';

const LOADERS = { clip: loadClip, blip: loadBlip, marian: loadMarian };
const load = (name: string, family: TinyFamily = 'clip', settings = {}) =>
  LOADERS[family](name, { ...DEFAULT_SETTINGS, ...settings });

/** The lists of numbers that a golden may hold. */
type Numbers = Partial<Record<'output' | 'input_ids' | 'token_ids', number[]>>;

function flipByte(file: string): void {
  const bytes = readFileSync(file);
  const middle = bytes.length >> 1;
  bytes[middle] = bytes[middle]! ^ 1;
  writeFileSync(file, bytes);
}

function change(folder: string, edit: (manifest: ModelManifest) => void): void {
  const file = join(folder, 'model.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as ModelManifest;
  edit(manifest);
  writeFileSync(file, JSON.stringify(manifest));
}

describe('a model that is not as it should be', () => {
  it.each(['starter-none', '/nowhere/at/all'])('%s is missing', async (name) => {
    await expect(load(name)).rejects.toMatchObject({ code: 'ERR_MODEL_MISSING', parameters: { model: name } });
  });

  it.each([
    ['clip', 'onnx/vision_model.onnx'],
    ['clip', 'tokenizer.json'],
    ['blip', 'onnx/decoder_model.onnx'],
    ['blip', 'preprocessor_config.json'],
    ['marian', 'onnx/encoder_model.onnx'],
    ['marian', 'generation_config.json'],
  ] as const)('%s without %s names the file', async (family, path) => {
    const folder = copyOfTinyModel(family);
    rmSync(join(folder, path));
    const error = await load(folder, family).catch((thrown: InspectionError) => thrown);
    expect(error).toMatchObject({ code: 'ERR_MODEL_MISSING', parameters: { path: join(folder, path) } });
  });

  it.each([
    ['clip', 'onnx/vision_model.onnx'],
    ['blip', 'onnx/decoder_model.onnx'],
    ['marian', 'tokenizer.json'],
  ] as const)('%s with one bit changed in %s is refused', async (family, path) => {
    const folder = copyOfTinyModel(family);
    flipByte(join(folder, path));
    const error = await load(folder, family).catch((thrown: InspectionError) => thrown);
    expect(error).toMatchObject({ code: 'ERR_MODEL_CHECKSUM', parameters: { path: join(folder, path) } });
  });

  it('is refused when model.json does not list the graph', async () => {
    const folder = copyOfTinyModel('clip');
    change(folder, (manifest) => (manifest.files = []));
    await expect(load(folder)).rejects.toMatchObject({ code: 'ERR_MODEL_CHECKSUM' });
  });

  it('is refused as another family', async () => {
    await expect(load(tinyModel('blip'), 'clip')).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' });
  });

  it.each<[TinyFamily, keyof Numbers, number, number]>([
    ['clip', 'output', 0, 0.9],
    ['clip', 'output', 3, NaN],
    ['clip', 'input_ids', 1, 20],
    ['blip', 'token_ids', 1, 11],
    ['marian', 'token_ids', 0, 20],
    ['marian', 'input_ids', 0, 20],
  ])('%s whose golden %s differ at %i fails its self-test', async (family, field, place, value) => {
    const folder = copyOfTinyModel(family);
    change(folder, ({ goldens }) => goldens.forEach((golden) => (((golden as Numbers)[field] ?? [])[place] = value)));
    await expect(load(folder, family)).rejects.toMatchObject({
      code: 'ERR_MODEL_SELFTEST',
      parameters: { model: `tiny-${family}`, provider: 'cpu' },
    });
  });

  it.each(['{"model":{}}', '{}', '[]', '{"model":{"type":"WordLevel","vocab":5}}'])(
    'is told to be the model’s fault when a library stumbles over its tokenizer %s',
    async (definition) => {
      const folder = copyOfTinyModel('marian');
      writeFileSync(join(folder, 'tokenizer.json'), definition);
      const sha256 = createHash('sha256').update(definition).digest('hex');
      change(folder, ({ files }) => {
        Object.assign(
          files.find(({ path }) => path === 'tokenizer.json')!,
          { bytes: definition.length, sha256 },
        );
      });
      await expect(load(folder, 'marian')).rejects.toMatchObject({
        code: 'ERR_MODEL_LOAD',
        parameters: { model: folder, reason: expect.stringMatching(/./) },
      });
    },
  );

  it('is tried again by the next job', async () => {
    const folder = copyOfTinyModel('clip');
    const graph = join(folder, 'onnx/text_model.onnx');
    renameSync(graph, `${graph}.away`);
    await expect(load(folder)).rejects.toMatchObject({ code: 'ERR_MODEL_MISSING' });
    renameSync(`${graph}.away`, graph);
    await expect(load(folder)).resolves.toMatchObject({ use: { id: 'tiny-clip' } });
  });
});

describe('precision', () => {
  const withInt8 = (suffix: string) => {
    const folder = copyOfTinyModel('clip');
    const path = `onnx/vision_model${suffix}.onnx`;
    writeFileSync(join(folder, path), readFileSync(join(folder, 'onnx/vision_model.onnx')));
    change(folder, ({ files }) => {
      const listed = files.find(({ path }) => path === 'onnx/vision_model.onnx')!;
      files.push({ ...listed, path });
    });
    return folder;
  };

  it.each(['_int8', '_quantized'])(
    'is told by the suffix of the file, such as %s; the nearest one serves',
    async (suffix) => {
      const folder = withInt8(suffix);
      const precisionOf = async (precision: string) => (await load(folder, 'clip', { precision })).use.precision;
      expect(await precisionOf('auto')).toBe('int8+fp32');
      expect(await precisionOf('fp32')).toBe('fp32');
      expect(await precisionOf('fp16')).toBe('int8+fp32');
    },
  );
});

describe('a device that this machine does not have', () => {
  it('is replaced by the processor, and the user is told why and what to do', async () => {
    const notes: InspectionError[] = [];
    const stop = onNote((what) => notes.push(what));
    const { use } = await load(tinyModel('clip'), 'clip', { device: 'coreml' });
    await load(tinyModel('blip'), 'blip', { device: 'coreml' });
    stop();
    if (process.platform === 'darwin') return;
    expect(use.provider).toBe('cpu');
    expect(notes.map(({ code }) => code)).toEqual(['ERR_PROVIDER']);
    expect(notes[0]!.parameters).toMatchObject({ provider: 'coreml' });
    expect(notes[0]!.in('ko').advice).toContain('cpu');
  });
});

describe('the models that ship', async () => {
  const models = await starterModels();

  it('are one of each family', () => {
    expect(models.map(({ family }) => family).sort()).toEqual(['blip', 'clip', 'marian']);
  });

  it.each(models)('$id loads, is intact and passes its self-test', async ({ id, family, revision }) => {
    await expect(load(id, family as TinyFamily)).resolves.toMatchObject({ use: { id, revision, provider: 'cpu' } });
  });
});
