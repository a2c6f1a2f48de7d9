import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { InspectionError } from '../../lib/inspection/errors';
import { exportBundle } from '../../lib/models/bundle/export';
import { importBundle } from '../../lib/models/bundle/import';
import { header, readHeader } from '../../lib/models/bundle/tar';
import { installedModels } from '../../lib/models/home';
import { verifyModel } from '../../lib/models/verify';
import { useModelsHome } from '../support/home';
import { tinyModel } from '../support/tiny-models';

const room = useModelsHome();
let folder: string;
let bundle: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  bundle = join(folder, 'plant.tar');
  for (const family of ['clip', 'marian'] as const) {
    cpSync(tinyModel(family), join(room.home, `tiny-${family}`), { recursive: true });
  }
});

const elsewhere = () => join(folder, 'other', 'gyeol-models');
const bring = (file = bundle) => importBundle(file, { home: elsewhere() });
const hashes = async (home: string) =>
  (await installedModels(home)).map(({ manifest }) => [manifest.id, ...manifest.files.map(({ sha256 }) => sha256)]);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (thrown: InspectionError) => thrown,
  );
const nothingThere = () => !existsSync(elsewhere()) || readdirSync(elsewhere()).length === 0;

describe('a bundle', () => {
  it('brings all models to another machine with the same hashes, and tar can read it', async () => {
    const told: number[] = [];
    await exportBundle(bundle, [], { home: room.home, onProgress: ({ bytes, total }) => told.push(bytes / total) });
    expect(told.at(-1)).toBe(1);
    const models = await bring();
    expect(models.map(({ manifest }) => manifest.id)).toEqual(['tiny-clip', 'tiny-marian']);
    expect(await hashes(elsewhere())).toEqual(await hashes(room.home));
    for (const { folder, manifest } of models) expect(await verifyModel(folder, manifest)).toEqual([]);
    const names = execFileSync('tar', ['-tf', bundle], { encoding: 'utf8' }).trim().split('\n');
    expect(names[0]).toMatch(/^manifest-[0-9a-f]{64}\.json$/);
    expect(names).toContain('tiny-clip/onnx/vision_model.onnx');
  });

  it('holds the named models only, and replaces an older one of the same name', async () => {
    await exportBundle(bundle, ['tiny-clip'], { home: room.home });
    await bring();
    await expect(bring()).resolves.toMatchObject([{ manifest: { id: 'tiny-clip' } }]);
    expect(readdirSync(elsewhere())).toEqual(['tiny-clip']);
    const none = exportBundle(bundle, ['none'], { home: room.home });
    await expect(none).rejects.toMatchObject({ code: 'ERR_MODEL_MISSING' });
  });

  it('is not made of a damaged model', async () => {
    const file = join(room.home, 'tiny-clip/onnx/text_model.onnx');
    writeFileSync(file, flip(readFileSync(file), 100, 0));
    const error = await failure(exportBundle(bundle, [], { home: room.home }));
    expect(error).toMatchObject({ code: 'ERR_BUNDLE', parameters: { path: 'tiny-clip/onnx/text_model.onnx' } });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a bundle with one flipped bit', () => {
  it('is refused, and the file is named', async () => {
    const { models } = await exportBundle(bundle, [], { home: room.home });
    const bytes = readFileSync(bundle);
    for (const { id, files } of models) {
      for (const { path, sha256 } of files) {
        const content = readFileSync(join(room.home, id, path));
        expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
        const place = bytes.indexOf(content) + (content.length >> 1);
        const error = await failure(bring(spoilt(flip(bytes, place, 3))));
        expect(error).toMatchObject({ code: 'ERR_BUNDLE', parameters: { path: `${id}/${path}` } });
        expect(error!.in('ko').message).toContain('SHA-256과 다릅니다');
      }
    }
    expect(nothingThere()).toBe(true);
  });

  it('is refused wherever the bit lies', async () => {
    await exportBundle(bundle, ['tiny-marian'], { home: room.home });
    const bytes = readFileSync(bundle);
    const within = (from: number, count: number, step: number) =>
      Array.from({ length: count }, (_, i) => from + i * step);
    const places = [
      ...within(0, 512, 7), // the manifest's header
      ...within(512, 60, 41), // the manifest
      ...within(bytes.length - 1024, 64, 16), // the end
      ...within(600, 80, Math.floor((bytes.length - 700) / 80)), // anywhere
    ];
    for (const place of places) {
      const error = await failure(bring(spoilt(flip(bytes, place, place % 8))));
      expect(error?.code, `byte ${place}`).toBe('ERR_BUNDLE');
    }
    expect(nothingThere()).toBe(true);
    await expect(bring()).resolves.toHaveLength(1);
  });
});

describe('what is not a bundle', () => {
  it('is refused: cut off, with something behind it, of another kind, not there', async () => {
    await exportBundle(bundle, ['tiny-clip'], { home: room.home });
    const bytes = readFileSync(bundle);
    const reasons = [
      bytes.subarray(0, -2000),
      Buffer.concat([bytes, Buffer.alloc(512)]),
      Buffer.from('PK'),
      Buffer.alloc(9999),
    ];
    for (const content of reasons) await expect(bring(spoilt(content))).rejects.toMatchObject({ code: 'ERR_BUNDLE' });
    await expect(bring(join(folder, 'none.tar'))).rejects.toMatchObject({ code: 'ERR_BUNDLE' });
    expect(nothingThere()).toBe(true);
  });

  it.each(['../escaped.txt', '/etc/escaped', 'a/../../escaped', 'C:\\escaped', 'a//b', '..'])(
    'is refused when a name leads out: %s',
    async (path) => {
      for (const place of ['path', 'id'] as const) {
        const content = Buffer.from('x');
        const file = { path: place === 'path' ? path : 'model.json', bytes: 1, sha256: digest(content) };
        const manifest = { format: 1, models: [{ id: place === 'id' ? path : 'evil', files: [file] }] };
        const error = await failure(
          bring(spoilt(tarOf(manifest, [[`${manifest.models[0]!.id}/${file.path}`, content]]))),
        );
        expect(error).toMatchObject({ code: 'ERR_BUNDLE', parameters: { path } });
      }
      expect(existsSync(join(folder, 'escaped.txt'))).toBe(false);
    },
  );

  it('is refused when it carries a model known to be bad', async () => {
    const model = {
      id: 'nice-name',
      family: 'marian',
      source: { repository: 'Helsinki-NLP/opus-mt-tc-big-en-ko' },
      files: [],
    };
    const content = Buffer.from(JSON.stringify(model));
    const file = { path: 'model.json', bytes: content.length, sha256: digest(content) };
    const manifest = { format: 1, models: [{ id: 'nice-name', files: [file] }] };
    const made = spoilt(tarOf(manifest, [['nice-name/model.json', content]]));
    await expect(bring(made)).rejects.toMatchObject({ code: 'ERR_MODEL_REFUSED' });
    expect(nothingThere()).toBe(true);
  });
});

describe('the tar header', () => {
  it.each([
    ['short.bin', 0],
    ['onnx/model.onnx', 8 * 2 ** 30 - 1],
    ['onnx/weights.bin', 8 * 2 ** 30],
    ['onnx/weights.bin', 123 * 2 ** 40],
    [`${'long/'.repeat(20)}${'n'.repeat(100)}`, 5],
    ['가나다/모델.onnx', 77],
  ])('holds %s of %i bytes', (name, size) => {
    expect(readHeader(header(name, size))).toEqual({ name, size });
  });

  it('takes a block for none whose name no header could hold', () => {
    const block = header('a', 5);
    block.fill(0xff, 0, 100);
    expect(readHeader(block)).toBeUndefined();
  });
});

function flip(bytes: Buffer, place: number, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[place]! ^= 1 << bit;
  return copy;
}

function spoilt(content: Buffer): string {
  const path = join(folder, 'spoilt.tar');
  writeFileSync(path, content);
  return path;
}

const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');

function tarOf(manifest: object, files: [string, Buffer][]): Buffer {
  const text = Buffer.from(JSON.stringify(manifest));
  const entries: [string, Buffer][] = [[`manifest-${digest(text)}.json`, text], ...files];
  const blocks = entries.flatMap(([name, content]) => {
    const rest = Buffer.alloc((512 - (content.length % 512)) % 512);
    return [header(name, content.length), content, rest];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
