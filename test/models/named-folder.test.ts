import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadBlip } from '../../lib/engine/families/blip';
import { loadClip } from '../../lib/engine/families/clip';
import { loadMarian } from '../../lib/engine/families/marian';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { openModel } from '../../lib/models/folder';
import { pull } from '../../lib/models/pull/pull';
import { useModelsHome } from '../support/home';
import { startHub } from '../support/hub';
import { officialModel, SMALL_GRAPHS } from '../support/official-models';
import { copyOfTinyModel } from '../support/tiny-models';

const room = useModelsHome();
process.env.GYEOL_GRAPHS = SMALL_GRAPHS;
afterEach(() => delete process.env.HF_ENDPOINT);

/** As somebody downloaded it: without this pack's model.json. */
function plainClip(): string {
  const folder = copyOfTinyModel('clip');
  rmSync(join(folder, 'model.json'));
  return folder;
}

function plainBlip(): string {
  const folder = mkdtempSync(join(tmpdir(), 'official-'));
  cpSync(officialModel('blip'), folder, { recursive: true });
  return folder;
}

function withConfig(change: object): string {
  const folder = plainClip();
  const path = join(folder, 'config.json');
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }));
  return folder;
}

describe('a folder in Hugging Face layout that is named as a model', () => {
  it('is of the family its config.json tells, and its files are held to what they were at first', async () => {
    const folder = plainClip();
    await expect(loadClip(folder, DEFAULT_SETTINGS)).resolves.toMatchObject({ use: { provider: 'cpu' } });
    const { manifest } = await openModel(folder, 'clip');
    expect(manifest).toMatchObject({ family: 'clip', license: 'unknown', goldens: [] });
    expect(manifest.files.every(({ trust }) => trust === 'first-use')).toBe(true);
    writeFileSync(join(folder, 'tokenizer.json'), '{}');
    await expect(loadClip(folder, { ...DEFAULT_SETTINGS, threads: 1 })).rejects.toMatchObject({
      code: 'ERR_MODEL_CHECKSUM',
    });
  });

  it('may hold a checkpoint only: its graphs are made beside it', async () => {
    const folder = plainBlip();
    await expect(loadBlip(folder, DEFAULT_SETTINGS)).resolves.toMatchObject({ use: { precision: 'fp32' } });
    const { files } = (await openModel(folder, 'blip')).manifest;
    expect(files.find(({ path }) => path === 'vision_model.onnx')).toMatchObject({ trust: 'made-here' });
    expect(files.map(({ path }) => path)).toContain('model.safetensors');
  });

  it('may hold graphs whose weights lie in files beside them, which are held to what they were, too', async () => {
    const folder = plainBlip();
    const { files } = (await openModel(folder, 'blip')).manifest;
    mkdirSync(join(folder, 'onnx'));
    const graphs = files.filter(({ trust }) => trust === 'made-here').map(({ path }) => path);
    for (const name of [...graphs, 'model.safetensors']) renameSync(join(folder, name), join(folder, 'onnx', name));
    rmSync(join(folder, 'model.json'));
    await expect(loadBlip(folder, DEFAULT_SETTINGS)).resolves.toBeDefined();
    const weights = readFileSync(join(folder, 'onnx/model.safetensors'));
    weights[weights.length - 1]! ^= 1;
    writeFileSync(join(folder, 'onnx/model.safetensors'), weights);
    await expect(loadBlip(folder, { ...DEFAULT_SETTINGS, threads: 1 })).rejects.toMatchObject({
      code: 'ERR_MODEL_CHECKSUM',
      parameters: { path: join(folder, 'onnx/model.safetensors') },
    });
  });

  it('is refused when its graphs keep no cache as those of this pack do', async () => {
    const folder = copyOfTinyModel('marian');
    rmSync(join(folder, 'model.json'));
    cpSync(join(folder, 'onnx/encoder_model.onnx'), join(folder, 'onnx/decoder_model.onnx'));
    await expect(loadMarian(folder, DEFAULT_SETTINGS)).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      parameters: { reason: expect.stringContaining('decoder_model reads input_ids') },
    });
  });

  it('is pulled from the hub by its name alone, and bound there, too', async () => {
    const hub = await startHub({ 'somebody/blip': officialModel('blip') });
    process.env.HF_ENDPOINT = hub.address;
    const { folder, manifest } = await pull('somebody/blip', { home: room.home });
    await hub.close();
    expect(manifest).toMatchObject({ id: 'somebody/blip', family: 'blip', revision: hub.commit });
    expect(existsSync(join(folder, 'half.safetensors'))).toBe(false);
    await expect(loadBlip(folder, DEFAULT_SETTINGS)).resolves.toBeDefined();
  });

  it('is refused as another family, of an unknown one, and when it is known to be bad', async () => {
    await expect(openModel(plainClip(), 'blip')).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' });
    await expect(openModel(withConfig({ model_type: 'llama' }), 'clip')).rejects.toMatchObject({
      code: 'ERR_MODEL_FAMILY',
      parameters: { family: 'llama' },
    });
    const bad = withConfig({ _name_or_path: 'Helsinki-NLP/opus-mt-tc-big-en-ko' });
    await expect(openModel(bad, 'clip')).rejects.toMatchObject({ code: 'ERR_MODEL_REFUSED' });
    const broken = plainClip();
    writeFileSync(join(broken, 'config.json'), '{');
    await expect(openModel(broken, 'clip')).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' });
  });
});
