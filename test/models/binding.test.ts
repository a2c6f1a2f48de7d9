import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBlip } from '../../lib/engine/families/blip';
import { generate } from '../../lib/engine/generation/generate';
import { goldenPicture } from '../../lib/engine/golden-pictures';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { bindCheckpoint } from '../../lib/models/binding/bind';
import { readSafetensors } from '../../lib/models/binding/safetensors';
import { sinusoid } from '../../lib/models/binding/sinusoid';
import { sha256OfFile } from '../../lib/models/checksum';
import { OFFICIAL, officialModel, SMALL_GRAPHS } from '../support/official-models';

const WHOLE = 'model.safetensors';

beforeAll(() => {
  process.env.GYEOL_GRAPHS = SMALL_GRAPHS;
});

function downloaded(weights = WHOLE, name = WHOLE): string {
  const folder = mkdtempSync(join(tmpdir(), 'bound-'));
  cpSync(officialModel('blip'), folder, { recursive: true });
  renameSync(join(folder, weights), join(folder, name));
  return folder;
}

interface Header {
  [name: string]: { dtype: string; shape: number[]; data_offsets: [number, number] };
}

function parts(file: Buffer): { header: Header; data: Buffer } {
  const end = 8 + Number(file.readBigUInt64LE());
  return { header: JSON.parse(file.toString('utf8', 8, end)) as Header, data: file.subarray(end) };
}

function whole(header: object, data: Buffer, padding = ''): Buffer {
  const text = Buffer.from(JSON.stringify(header) + padding);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

const original = () => readFileSync(join(officialModel('blip'), WHOLE));

/** Binds the folder, loads it and lets it write the first captions of `weights`. */
async function expectEqual(folder: string, weights = WHOLE): Promise<string[]> {
  const graphs = await bindCheckpoint(folder, 'blip');
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const files = await Promise.all(
    found.map(async (entry) => {
      const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
      const content = readFileSync(join(folder, path));
      const graph = graphs.find((each) => each.path === path);
      return { path, bytes: content.length, sha256: await sha256OfFile(join(folder, path)), ...graph };
    }),
  );
  const facts = { id: 'small', family: 'blip', revision: 'test', license: '', languages: ['en'], goldens: [] };
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...facts, files }));

  const model = await loadBlip(folder, DEFAULT_SETTINGS);
  const { width, height } = model.preprocessor;
  for (const { prompt, scale, options, results } of OFFICIAL.blip
    .filter((each) => each.weights === weights)
    .slice(0, 3)) {
    const decoder = await model.look(goldenPicture('ramp', height, width).map((value) => value * scale));
    const opening = model.tokenizer.encode(prompt, { bare: true });
    const ours = await generate({ decoder, prompt: [model.rules.start, ...opening], rules: model.rules, options });
    expect(ours.map(({ tokens }) => tokens)).toEqual(results.map(({ tokens }) => tokens));
  }
  return graphs[0]!.weights!;
}

describe('binding graphs to a checkpoint', () => {
  it('widens half-precision weights where they lie', async () => {
    expect(await expectEqual(downloaded('half.safetensors'), 'half.safetensors')).toEqual([WHOLE]);
  });

  it('points into the zip archive that PyTorch writes, and runs nothing of it', async () => {
    const folder = downloaded('pytorch_model.bin', 'pytorch_model.bin');
    rmSync(join(folder, WHOLE));
    expect(await expectEqual(folder, 'half.safetensors')).toEqual(['pytorch_model.bin']);
    const text = readFileSync(join(folder, 'pytorch_model.bin'))
      .toString('latin1')
      .replace('torch._utils', 'posix.system');
    writeFileSync(join(folder, 'pytorch_model.bin'), text, 'latin1');
    await expect(bindCheckpoint(folder, 'blip')).rejects.toMatchObject({ code: 'ERR_MODEL_UNSUPPORTED' });
  });

  it('writes weights that are not aligned into one file that is', async () => {
    const folder = downloaded();
    const { header, data } = parts(original());
    const text = JSON.stringify(header);
    writeFileSync(join(folder, WHOLE), whole(header, data, ' '.repeat(5 - (text.length % 4))));
    expect(await expectEqual(folder)).toEqual(['weights.bin']);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('finds the weights of a checkpoint in several files', async () => {
    const folder = downloaded();
    const { header, data } = parts(original());
    const tensors = Object.entries(header).filter(([name]) => name !== '__metadata__');
    const weight_map: Record<string, string> = {};
    for (const [index, half] of [
      tensors.filter((_, at) => at % 2 === 0),
      tensors.filter((_, at) => at % 2 === 1),
    ].entries()) {
      const file = `model-0000${index + 1}-of-00002.safetensors`;
      const header = Object.fromEntries(half);
      const text = JSON.stringify(header);
      writeFileSync(join(folder, file), whole(header, data, ' '.repeat((8 - (text.length % 8)) % 8)));
      for (const [name] of half) weight_map[name] = file;
    }
    writeFileSync(join(folder, `${WHOLE}.index.json`), JSON.stringify({ weight_map }));
    rmSync(join(folder, WHOLE));
    expect(await expectEqual(folder)).toEqual(['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']);
  });

  it.skipIf(process.platform === 'win32')('reaches weights that are a link, as in a cache of the hub', async () => {
    const folder = downloaded();
    const blobs = mkdtempSync(join(tmpdir(), 'blobs-'));
    mkdirSync(blobs, { recursive: true });
    renameSync(join(folder, WHOLE), join(blobs, 'blob'));
    symlinkSync(join(blobs, 'blob'), join(folder, WHOLE));
    expect(await expectEqual(folder)).toEqual([`weights/${WHOLE}`]);
  });

  it('refuses a checkpoint of another architecture, and says which setting or weight is another', async () => {
    const folder = downloaded();
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as { text_config: object };
    writeFileSync(
      join(folder, 'config.json'),
      JSON.stringify({ ...config, text_config: { ...config.text_config, num_attention_heads: 4 } }),
    );
    const unsupported = (reason: RegExp) => ({
      code: 'ERR_MODEL_UNSUPPORTED',
      parameters: { reason: expect.stringMatching(reason) },
    });
    await expect(bindCheckpoint(folder, 'blip')).rejects.toMatchObject(
      unsupported(/blip-small: text_config.num_attention_heads is 4 instead of 2/),
    );

    const other = downloaded();
    const { header, data } = parts(original());
    delete header['vision_model.post_layernorm.bias'];
    writeFileSync(join(other, WHOLE), whole(header, data));
    await expect(bindCheckpoint(other, 'blip')).rejects.toMatchObject(
      unsupported(/vision_model.post_layernorm.bias is missing/),
    );
  });
});

describe('reading a safetensors header', () => {
  const tensor = (more: object) =>
    whole({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...more } }, Buffer.alloc(8));
  const cases: [string, Buffer][] = [
    ['an empty file', Buffer.alloc(0)],
    ['a header longer than the file', Buffer.concat([Buffer.from([255, 255, 0, 0, 0, 0, 0, 0]), Buffer.alloc(9)])],
    ['an absurd header', Buffer.concat([Buffer.alloc(8, 255), Buffer.alloc(9)])],
    ['a header that is not JSON', whole({}, Buffer.alloc(0)).fill('x', 8)],
    ['bytes behind the end', tensor({ shape: [3], data_offsets: [0, 12] })],
    ['bytes before the beginning', tensor({ data_offsets: [-8, 0] })],
    ['fewer bytes than the shape has', tensor({ shape: [1] })],
    ['a shape that is none', tensor({ shape: [-2] })],
    ['a fraction', tensor({ data_offsets: [0.5, 8.5] })],
    ['an unknown type', tensor({ dtype: 'F31' })],
    ['no description', whole({ a: null }, Buffer.alloc(8))],
  ];
  it.each(cases)('refuses %s', async (_, content) => {
    const file = join(mkdtempSync(join(tmpdir(), 'header-')), WHOLE);
    writeFileSync(file, content);
    await expect(readSafetensors(file)).rejects.toMatchObject({ code: 'ERR_MODEL_WEIGHTS' });
  });
});

it('computes positions that a checkpoint leaves out', () => {
  const table = sinusoid(2, 4);
  const values = Array.from({ length: 8 }, (_, index) => table.readFloatLE(4 * index));
  const expected = [0, 0, 1, 1, Math.sin(1), Math.sin(0.01), Math.cos(1), Math.cos(0.01)];
  expect(values).toEqual(expected.map(Math.fround));
});
