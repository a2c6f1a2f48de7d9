import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBlip } from '../../lib/engine/families/blip';
import { loadAttention } from '../../lib/engine/families/blip-attention';
import { loadM2m100 } from '../../lib/engine/families/m2m100';
import { loadMarian } from '../../lib/engine/families/marian';
import { generate } from '../../lib/engine/generation/generate';
import { goldenPicture } from '../../lib/engine/golden-pictures';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { pull } from '../../lib/models/pull/pull';
import { ownCatalogue } from '../support/own-catalogue';
import { startHub, type Hub } from '../support/hub';
import {
  M2M100,
  OFFICIAL,
  officialModel,
  SMALL_GRAPHS,
  type BlipCase,
  type OpusCase,
} from '../support/official-models';

const ARCHIVE = 'opusTCv20210807-sepvoc_transformer-big_2022-07-28.zip';
const home = mkdtempSync(join(tmpdir(), 'weightless-'));
let hub: Hub;

beforeAll(async () => {
  const repositories = (['blip', 'm2m100', 'opus'] as const).map((name) => [`plant/${name}`, officialModel(name)]);
  hub = await startHub(Object.fromEntries(repositories) as Record<string, string>);
  process.env.HF_ENDPOINT = hub.address;
  process.env.GYEOL_GRAPHS = SMALL_GRAPHS;
  const file = (path: string) => ({ path, bytes: null, sha256: null });
  const archive = readFileSync(join(officialModel('opus'), ARCHIVE));
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const blip = ['config.json', 'generation_config.json', 'preprocessor_config.json', 'vocab.txt', 'model.safetensors'];
  process.env.GYEOL_CATALOGUE = ownCatalogue([
    { id: 'blip', family: 'blip', prepare: 'blip', files: blip.map(file) },
    {
      id: 'opus',
      family: 'marian',
      prepare: 'opus-archive',
      source: { url: `${hub.address}/plant/opus/resolve/main/${ARCHIVE}` },
      files: [{ ...file(ARCHIVE), sha256 }],
    },
  ]);
});
afterAll(() => hub.close());

const captionOf = async (folder: string, { scale, prompt, options }: BlipCase) => {
  const model = await loadBlip(folder, DEFAULT_SETTINGS);
  const { width, height } = model.preprocessor;
  const decoder = await model.look(goldenPicture('ramp', height, width).map((value) => value * scale));
  const opening = model.tokenizer.encode(prompt, { bare: true });
  return generate({ decoder, prompt: [model.rules.start, ...opening], rules: model.rules, options });
};

describe('a BLIP checkpoint in the official layout, pulled', () => {
  it('is bound where it lies and captions as Hugging Face transformers, token for token', async () => {
    const { folder, manifest } = await pull('blip', { home });
    const graph = manifest.files.find(({ path }) => path === 'decoder_model.onnx');
    expect(graph).toMatchObject({ weights: ['model.safetensors'], trust: 'made-here' });
    for (const each of OFFICIAL.blip.filter(({ weights }) => weights === 'model.safetensors')) {
      const written = await captionOf(folder, each);
      expect(written.map(({ tokens }) => tokens)).toEqual(each.results.map(({ tokens }) => tokens));
    }

    const { blip, attention } = await loadAttention(folder, DEFAULT_SETTINGS);
    const { height, width } = blip.preprocessor;
    const { cells, columns } = await attention(goldenPicture('ramp', height, width), [blip.rules.start]);
    expect({ columns, cells: cells.length }).toEqual({ columns: 4, cells: 16 });
    // The picture as a whole has its share, too.
    expect(cells.reduce((sum, share) => sum + share, 0)).toBeLessThan(1);
  });
});

describe('an OPUS-MT archive with two vocabularies, pulled', () => {
  it('translates as Hugging Face transformers, token for token', async () => {
    const { folder } = await pull('opus', { home });
    const model = await loadMarian(folder, DEFAULT_SETTINGS);
    for (const { text, input_ids, options, results, best } of OFFICIAL.opus as OpusCase[]) {
      expect(model.tokenizer.encode(text)).toEqual(input_ids);
      const decoder = await model.read(text);
      const written = await generate({ decoder, prompt: [model.rules.start], rules: model.rules, options });
      expect(written.map(({ tokens }) => tokens)).toEqual(results.map(({ tokens }) => tokens));
      expect(model.tell(written[0]!).text).toBe(best);
    }
  });
});

describe('an M2M100 checkpoint in the official layout, pulled by its name', () => {
  it('translates both ways as Hugging Face transformers, token for token', async () => {
    const { folder, manifest } = await pull('plant/m2m100', { home, precision: 'fp32' });
    expect(manifest).toMatchObject({ family: 'm2m100' });
    const graph = manifest.files.find(({ path }) => path === 'decoder_model.onnx');
    expect(graph).toMatchObject({ weights: ['pytorch_model.bin'], trust: 'made-here' });
    const model = await loadM2m100(folder, DEFAULT_SETTINGS);
    expect(new Set(M2M100.map(({ early_stopping }) => early_stopping)).size).toBe(3);
    for (const { text, direction, input_ids, options, early_stopping, results, best } of M2M100) {
      expect(model.tokensOf(text, direction)).toEqual(input_ids);
      const rules = { ...model.rulesFor(direction), earlyStopping: early_stopping };
      const decoder = await model.read(text, direction);
      const written = await generate({ decoder, prompt: [rules.start], rules, options });
      expect(written.map(({ tokens }) => tokens)).toEqual(results.map(({ tokens }) => tokens));
      // transformers shows the vocabulary's made-up words as unknown.
      expect(model.tell(written[0]!).text).toBe(best.replaceAll('<unk>', ''));
    }
    expect(model.rules.earlyStopping).toBe(true);
  });

  it('translates in integers, too', async () => {
    const { folder } = await pull('plant/m2m100', { home, precision: 'int8' });
    const model = await loadM2m100(folder, { ...DEFAULT_SETTINGS, precision: 'int8' });
    expect(model.use.precision).toBe('int8');
    const { text, direction, options, results } = M2M100[0]!;
    const rules = model.rulesFor(direction);
    const [best] = await generate({
      decoder: await model.read(text, direction),
      prompt: [rules.start],
      rules,
      options,
    });
    expect(best!.tokens.slice(0, 2)).toEqual(results[0]!.tokens.slice(0, 2));
  });
});
