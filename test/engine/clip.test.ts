import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClipInput, ClipOutput } from '../../lib/inference/jobs';
import { loadClip } from '../../lib/engine/families/clip';
import { batchKey, run } from '../../lib/engine/jobs/clip';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { TestContext } from '../support/job-context';
import { scratchedPlate } from '../support/pictures';
import { tinyModel } from '../support/tiny-models';

const LABELS = [
  { id: 'scratch', prompts: ['a photo of a scratch', 'a scratch on metal', '스크래치'] },
  { id: 'normal', prompts: ['a metal surface'] },
];
let picture: Buffer;

beforeAll(async () => {
  // Label embeddings of these tests are stored apart from those of the person who runs them.
  vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(join(tmpdir(), 'cache-')));
  picture = await scratchedPlate();
});

const input = (more: Partial<ClipInput> = {}): ClipInput => ({
  picture: { bytes: picture },
  model: tinyModel('clip'),
  labels: LABELS,
  ...more,
});

async function judge(more: Partial<ClipInput> = {}): Promise<ClipOutput> {
  const [outcome] = await run([input(more)], [new TestContext()]);
  if (outcome instanceof Error) throw outcome;
  return outcome!;
}

const close = (a: number[], b: number[]) => a.forEach((value, index) => expect(value).toBeCloseTo(b[index]!, 4));

describe('the clip job', () => {
  it('gives one logit a label, cosine times logit scale, and a unit embedding', async () => {
    const { regions, embedding, scoring, picture: facts, model } = await judge();
    expect(regions).toHaveLength(1);
    expect(regions[0]!.box).toEqual([0, 0, 96, 64]);
    expect(regions[0]!.logits).toHaveLength(2);
    for (const logit of regions[0]!.logits) expect(Math.abs(logit)).toBeLessThanOrEqual(20);
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    expect(scoring).toBe('softmax');
    expect(facts).toMatchObject({ width: 96, height: 64, format: 'png' });
    expect(model).toEqual({ id: 'tiny-clip', revision: '2026-11-24', precision: 'fp32', provider: 'cpu' });
  });

  it('averages prompts on the unit sphere', async () => {
    const { regions, embedding } = await judge();
    const model = await loadClip(tinyModel('clip'), DEFAULT_SETTINGS);
    const prompts = await model.embedTexts(LABELS[0]!.prompts);
    const mean = embedding.map((_, index) => prompts.reduce((sum, prompt) => sum + prompt[index]! / prompts.length, 0));
    const cosine = embedding.reduce((sum, value, index) => sum + value * mean[index]!, 0) / Math.hypot(...mean);
    expect(regions[0]!.logits[0]).toBeCloseTo(20 * cosine, 4);
  });

  it('judges the whole region first, then tiles that cover it', async () => {
    const { regions } = await judge({
      roi: [0.25, 0, 0.5, 1],
      tiles: { columns: 2, rows: 2, overlap: 0.5 },
    });
    expect(regions.map(({ box }) => box)).toEqual([
      [24, 0, 48, 64],
      [24, 0, 32, 43],
      [40, 0, 32, 43],
      [24, 21, 32, 43],
      [40, 21, 32, 43],
    ]);
    const alone = await judge({ roi: [0.25, 0, 0.5, 1] });
    close(regions[0]!.logits, alone.regions[0]!.logits);
  });

  it('keeps the middle of the region when asked to', async () => {
    const { regions } = await judge({ centreCrop: 0.5 });
    expect(regions[0]!.box).toEqual([24, 16, 48, 32]);
  });

  it('names regions in pixels of the whole picture, however small a large one is decoded', async () => {
    const large = { bytes: await sharp(picture).resize(1920, 1280, { kernel: 'nearest' }).jpeg().toBuffer() };
    const { regions, picture: facts } = await judge({ picture: large, tiles: { columns: 2, rows: 1, overlap: 0 } });
    expect(facts).toMatchObject({ width: 1920, height: 1280 });
    expect(regions.map(({ box }) => box)).toEqual([
      [0, 0, 1920, 1280],
      [0, 0, 960, 1280],
      [960, 0, 960, 1280],
    ]);
    const { regions: same } = await judge({ tiles: { columns: 2, rows: 1, overlap: 0 } });
    regions.forEach(({ logits }, index) => {
      logits.forEach((logit, label) => expect(Math.abs(logit - same[index]!.logits[label]!)).toBeLessThan(0.5));
    });
  });

  it('sees another picture after CLAHE', async () => {
    const plain = await judge();
    const equalised = await judge({ clahe: { clipLimit: 4, grid: 4 } });
    expect(equalised.embedding).not.toEqual(plain.embedding);
  });

  it('gives a picture the same scores alone and in company, and a bad neighbour its own error', async () => {
    const other = await scratchedPlate(200, 120);
    const inputs = [
      input(),
      input({ picture: { bytes: Buffer.from('no picture') } }),
      input({ picture: { bytes: other } }),
    ];
    const [first, bad, third] = await run(
      inputs,
      inputs.map(() => new TestContext()),
    );
    expect(bad).toMatchObject({ code: 'ERR_IMAGE_FORMAT' });
    close((first as ClipOutput).regions[0]!.logits, (await judge()).regions[0]!.logits);
    close((third as ClipOutput).regions[0]!.logits, (await judge({ picture: { bytes: other } })).regions[0]!.logits);
  });

  it('hashes labels, prompts and model; jobs with equal labels share a batch', async () => {
    const { promptsHash } = await judge();
    expect(promptsHash).toMatch(/^[0-9a-f]{64}$/);
    expect((await judge({ roi: [0, 0, 0.5, 1] })).promptsHash).toBe(promptsHash);
    expect((await judge({ labels: [...LABELS].reverse() })).promptsHash).not.toBe(promptsHash);
    expect(batchKey(input({ roi: [0, 0, 0.5, 1] }))).toBe(batchKey(input()));
    expect(batchKey(input({ labels: [...LABELS].reverse() }))).not.toBe(batchKey(input()));
  });

  it('refuses labels without prompts and says which', async () => {
    await expect(judge({ labels: [] })).rejects.toMatchObject({ code: 'ERR_OPTIONS' });
    const empty = [{ id: 'dent', prompts: [] }];
    await expect(judge({ labels: empty })).rejects.toMatchObject({ parameters: { reason: 'dent: no prompt' } });
  });

  it('returns a thumbnail no longer than asked', async () => {
    const { thumbnail } = await judge({ thumbnail: 48 });
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'jpeg', width: 48, height: 32 });
  });
});

describe('label embeddings on disk', () => {
  it('are read again by another process, and never when damaged', async () => {
    const labels = [{ id: 'crack', prompts: ['a crack at the top left'] }];
    const { regions } = await judge({ labels });
    const folder = join(process.env.XDG_CACHE_HOME!, 'gyeol-inspection/labels');
    const files = readdirSync(folder).map((name) => join(folder, name));
    expect(files.length).toBeGreaterThan(0);

    vi.resetModules();
    const fresh = await import('../../lib/engine/jobs/clip');
    const [stored] = await fresh.run([input({ labels })], [new TestContext()]);
    expect((stored as ClipOutput).regions).toEqual(regions);

    for (const file of files) {
      const bytes = readFileSync(file);
      bytes[43] = bytes[43]! ^ 0x40;
      writeFileSync(file, bytes);
    }
    vi.resetModules();
    const third = await import('../../lib/engine/jobs/clip');
    const [computed] = await third.run([input({ labels })], [new TestContext()]);
    close((computed as ClipOutput).regions[0]!.logits, regions[0]!.logits);
  });
});
