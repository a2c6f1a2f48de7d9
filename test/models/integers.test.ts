import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBlip } from '../../lib/engine/families/blip';
import { loadMarian } from '../../lib/engine/families/marian';
import { goldenPicture } from '../../lib/engine/golden-pictures';
import { DEFAULT_SETTINGS, type EngineSettings } from '../../lib/inference/settings';
import { addIntegers } from '../../lib/models/integers/add';
import { quantise, type Matrix } from '../../lib/models/integers/matrix';
import { pull } from '../../lib/models/pull/pull';
import { gyeol } from '../support/command';
import { ownCatalogue } from '../support/own-catalogue';
import { startHub, type Hub } from '../support/hub';
import { officialModel, SMALL_GRAPHS } from '../support/official-models';
import { copyOfTinyModel, tinyModel } from '../support/tiny-models';

const CONFIGURATION = ['config.json', 'generation_config.json'];
const BLIP = [...CONFIGURATION, 'preprocessor_config.json', 'vocab.txt', 'model.safetensors'];
const GRAPHS = ['encoder_model', 'decoder_model'];
const home = mkdtempSync(join(tmpdir(), 'integers-'));
let hub: Hub;

beforeAll(async () => {
  hub = await startHub({ 'plant/blip': officialModel('blip'), 'plant/marian': tinyModel('marian') });
  process.env.HF_ENDPOINT = hub.address;
  process.env.GYEOL_GRAPHS = SMALL_GRAPHS;
  const file = (path: string) => ({ path, bytes: null, sha256: null });
  const graph = (name: string) => ({ ...file(`onnx/${name}.onnx`), precision: 'fp32' as const });
  process.env.GYEOL_CATALOGUE = ownCatalogue([
    { id: 'blip', family: 'blip', prepare: 'blip', precisions: ['int8', 'fp32'], files: BLIP.map(file) },
    {
      id: 'marian',
      family: 'marian',
      precisions: ['int8', 'fp32'],
      files: [...[...CONFIGURATION, 'tokenizer.json'].map(file), ...GRAPHS.map(graph)],
    },
  ]);
});
afterAll(() => hub.close());

/** As in models/export: layers of 32 channels with random weights leave much of the rounding standing. */
const LIMIT = 0.1;

/** Euclidean norm of the difference, as a share of the reference. */
function error(values: Float32Array, reference: Float32Array): number {
  const norm = (each: Float32Array) => Math.hypot(...each);
  return norm(values.map((value, at) => value - reference[at]!)) / norm(reference);
}

const precisely = (precision: EngineSettings['precision']) => ({ ...DEFAULT_SETTINGS, precision });

/** Scores of the first token of a caption. */
async function firstScores(folder: string, precision: EngineSettings['precision']) {
  const model = await loadBlip(folder, precisely(precision));
  const { width, height } = model.preprocessor;
  const [scores] = await (await model.look(goldenPicture('ramp', height, width))).step([[model.rules.start]], [0]);
  return { use: model.use.precision, scores: scores! };
}

describe('integers of a checkpoint that was bound', () => {
  it('are what a pull makes first, beside the single precision they come from', async () => {
    const { folder, manifest } = await pull('blip', { home });
    const made = manifest.files.filter(({ path }) => path.includes('int8'));
    expect(made.map(({ path, trust, weights }) => [path, trust, weights])).toEqual([
      ['decoder_attention_int8.onnx', 'made-here', ['model.safetensors', 'weights_int8.bin']],
      ['decoder_model_int8.onnx', 'made-here', ['model.safetensors', 'weights_int8.bin']],
      ['vision_model_int8.onnx', 'made-here', ['model.safetensors', 'weights_int8.bin']],
      ['weights_int8.bin', 'made-here', undefined],
    ]);
    const single = await firstScores(folder, 'fp32');
    const integers = await firstScores(folder, 'auto');
    expect([single.use, integers.use]).toEqual(['fp32', 'int8']);
    expect(error(integers.scores, single.scores)).toBeLessThan(LIMIT);
    expect(error(integers.scores, single.scores)).toBeGreaterThan(0);
  });

  it('stay when another precision is pulled', async () => {
    const { manifest } = await pull('blip', { home, precision: 'fp32' });
    expect(manifest.files.filter(({ path }) => path.endsWith('_int8.onnx'))).toHaveLength(3);
  });

  it('are not made where single precision is asked for', async () => {
    const { manifest } = await pull('blip', { home: mkdtempSync(join(tmpdir(), 'single-')), precision: 'fp32' });
    expect(manifest.files.filter(({ path }) => path.includes('int8'))).toEqual([]);
  });
});

describe('integers of graphs that carry their weights', () => {
  it('are made of what the hub has in single precision', async () => {
    const { folder, manifest } = await pull('marian', { home });
    expect(hub.seen.map(({ path }) => path).filter((path) => /quantized|int8/.test(path))).toEqual([]);
    expect(manifest.files.map(({ path }) => path)).toContain('onnx/weights_int8.bin');
    await expect(loadMarian(folder, precisely('auto'))).resolves.toMatchObject({ use: { precision: 'int8' } });
  });

  it('are added to a folder by a command, and the goldens still hold', async () => {
    const folder = copyOfTinyModel('marian');
    const { status, stdout } = await gyeol(['models', 'quantise', folder]);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/int8 graphs of .* in /)]);
    await expect(loadMarian(folder, precisely('auto'))).resolves.toMatchObject({ use: { precision: 'int8' } });
    const before = readdirSync(join(folder, 'onnx'));
    await addIntegers(folder);
    expect(readdirSync(join(folder, 'onnx'))).toEqual(before);
  });

  it('need a graph to be made of', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'graphless-'));
    cpSync(tinyModel('marian'), folder, { recursive: true, filter: (path) => !path.endsWith('.onnx') });
    await expect(addIntegers(folder)).rejects.toMatchObject({ code: 'ERR_MODEL_MISSING' });
  });
});

it('refuses a precision that the model does not come in', async () => {
  const error = { code: 'ERR_OPTIONS', parameters: { option: 'precision', reason: 'fp16: blip comes in int8, fp32' } };
  await expect(pull('blip', { home, precision: 'fp16' })).rejects.toMatchObject(error);
});

describe('integers of half precision', () => {
  it('are those of the values it stands for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'half-'));
    cpSync(officialModel('blip'), folder, { recursive: true, filter: (path) => !/\.(safetensors|bin)$/.test(path) });
    cpSync(join(officialModel('blip'), 'half.safetensors'), join(folder, 'model.safetensors'));
    await addIntegers(folder);
    const single = await firstScores(folder, 'fp32');
    expect(error((await firstScores(folder, 'int8')).scores, single.scores)).toBeLessThan(LIMIT);
  });
});

describe('a matrix in integers', () => {
  const values = Float32Array.from({ length: 6 * 5 }, (_, at) => Math.sin(at * at) * (1 + (at % 5)));
  const bytesOf = (of: Float32Array | Uint16Array) => Buffer.from(of.buffer);
  const matrix = (more: Partial<Matrix>): Matrix => {
    return { rows: 6, columns: 5, type: 'F32', turned: false, source: bytesOf(values), ...more };
  };

  it('has one scale a result, from its largest value', async () => {
    const { integers, scales } = await quantise(matrix({}));
    for (let column = 0; column < 5; column++) {
      const own = values.filter((_, at) => at % 5 === column);
      const scale = Math.fround(Math.max(...own.map(Math.abs)) / 127);
      expect(scales[column]).toBe(scale);
      expect([...integers].filter((_, at) => at % 5 === column)).toEqual(
        [...own].map((value) => Math.round(value / scale)),
      );
    }
  });

  it('stands ready for the product, also where the weight stands the other way round', async () => {
    const turned = Float32Array.from({ length: 30 }, (_, at) => values[(at % 6) * 5 + Math.floor(at / 6)]!);
    const wanted = await quantise(matrix({}));
    const found = await quantise(matrix({ rows: 5, columns: 6, turned: true, source: bytesOf(turned) }));
    expect(found).toEqual(wanted);
  });

  it('reads both kinds of half precision', async () => {
    const numbers = [1, -2, 0.5, 65504, 2 ** -24, 2 ** -14, -0, 3.140625];
    const F16 = Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x7bff, 0x0001, 0x0400, 0x8000, 0x4248);
    const BF16 = Uint16Array.from(new Uint32Array(Float32Array.from(numbers).buffer), (bits) => bits >>> 16);
    for (const [type, halves, limit] of [
      ['F16', F16, 0],
      ['BF16', BF16, 2 ** -7],
    ] as const) {
      // A single row has its own scale for every value, so that scales tell the values.
      const { scales } = await quantise(matrix({ rows: 1, columns: 8, type, source: bytesOf(halves) }));
      numbers.forEach((number, at) => {
        const size = number === 0 ? 127 : Math.abs(number);
        expect(Math.abs(scales[at]! * 127 - size)).toBeLessThanOrEqual(size * (limit + 1e-6));
      });
    }
  });
});
