import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { run as judge } from '../../lib/engine/jobs/clip';
import { run as learn } from '../../lib/engine/jobs/learn';
import { sha256 } from '../../lib/hash';
import type { ClipInput, ClipOutput, LearnInput, LearnOutput } from '../../lib/inference/jobs';
import type { ModelManifest } from '../../lib/models/manifest';
import { readReference, writeReference } from '../../lib/reference/file';
import type { ReferenceMemory } from '../../lib/reference/memory';
import { TestContext } from '../support/job-context';
import { part, SCRATCH, SCRATCH_BOX } from '../support/parts';
import { copyOfTinyModel, tinyModel } from '../support/tiny-models';

const LABELS = [
  { id: 'scratch', prompts: ['scratch', '스크래치'] },
  { id: 'ok', prompts: ['good part', '양품'] },
];

async function learnt(count: number, more: Partial<LearnInput> = {}): Promise<ReferenceMemory> {
  const pictures = await Promise.all([...Array(count).keys()].map(async (number) => ({ bytes: await part(number) })));
  const context = new TestContext();
  const [outcome] = await learn([{ pictures, model: 'starter-clip', ...more }], [context]);
  expect(context.told.at(-1)).toBeLessThanOrEqual(1);
  const { memory } = outcome as LearnOutput;
  return readReference(writeReference({ ...memory, learntAt: '2026-11-26T09:00:00.000+09:00' }));
}

async function judged(bytes: Buffer, reference?: ReferenceMemory, more: Partial<ClipInput> = {}): Promise<ClipOutput> {
  const input = { picture: { bytes }, model: 'starter-clip', labels: LABELS, reference, ...more };
  const [outcome] = await judge([input], [new TestContext()]);
  if (outcome instanceof Error) throw outcome;
  return outcome!;
}

/** The same weights, exported once more on the same day: the graph says something of itself that it did not say. */
function exportedAgain(): string {
  const folder = copyOfTinyModel('clip');
  const graph = join(folder, 'onnx/vision_model.onnx');
  appendFileSync(graph, Buffer.from('\x32\x05again'));
  const manifest = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as ModelManifest;
  const listed = manifest.files.find(({ path }) => path === 'onnx/vision_model.onnx')!;
  Object.assign(listed, { bytes: statSync(graph).size, sha256: sha256(readFileSync(graph)) });
  writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest));
  return folder;
}

describe('comparison with good parts', () => {
  let ten: ReferenceMemory;
  beforeAll(async () => {
    ten = await learnt(10);
  });

  it('finds an unknown good part usual, and a scratch where it is', async () => {
    for (const number of [50, 51, 52]) expect((await judged(await part(number), ten)).reference!.z).toBeLessThan(4);
    const { reference } = await judged(await part(60, SCRATCH), ten);
    expect(reference!.z).toBeGreaterThan(5);
    const [x, y, width, height] = reference!.box;
    const [middle, centre] = [x + width / 2, y + height / 2];
    expect(middle).toBeGreaterThan(SCRATCH_BOX.left);
    expect(middle).toBeLessThan(SCRATCH_BOX.right);
    expect(centre).toBeGreaterThan(SCRATCH_BOX.top);
    expect(centre).toBeLessThan(SCRATCH_BOX.bottom);
    expect(reference!.cells).toHaveLength(784);
    expect(reference!.columns).toBe(28);
  });

  it('learns the same from the same pictures, and little of it', async () => {
    const again = await learnt(10);
    expect(again.hash).toBe(ten.hash);
    expect(ten.vectors.length / ten.scale.length).toBe(3000);
    expect(ten.pictures).toHaveLength(10);
    expect(ten.embeddings).toHaveLength(10 * 256);
  });

  it('learns from a single picture by moving it', async () => {
    const one = await learnt(1);
    expect(one.vectors.length / one.scale.length).toBe(784);
    expect((await judged(await part(60, SCRATCH), one)).reference!.z).toBeGreaterThan(
      (await judged(await part(50), one)).reference!.z,
    );
  });

  it('trusts its odds less where one of the good parts looks like a defect, and says so of every picture', async () => {
    const parts = [...Array(10).keys()].map((number) => part(number, number === 4 ? SCRATCH : undefined));
    const spoilt = await learnt(10, { pictures: (await Promise.all(parts)).map((bytes) => ({ bytes })) });
    expect(spoilt.trust).toBeLessThan(0.6 * ten.trust);
    expect((await judged(await part(50), spoilt)).reference!.trust).toBe(spoilt.trust);
  });

  it('judges by words as it does without comparing, in company of pictures that are not compared', async () => {
    const bytes = await part(60, SCRATCH);
    const inputs = [undefined, ten, undefined].map((reference) => {
      return { picture: { bytes }, model: 'starter-clip', labels: LABELS, reference };
    });
    const outputs = (await judge(
      inputs,
      inputs.map(() => new TestContext()),
    )) as ClipOutput[];
    expect(outputs.map(({ reference }) => reference !== undefined)).toEqual([false, true, false]);
    for (const { regions, embedding } of outputs) {
      regions[0]!.logits.forEach((logit, label) =>
        expect(logit).toBeCloseTo(outputs[0]!.regions[0]!.logits[label]!, 3),
      );
      embedding.forEach((value, index) => expect(value).toBeCloseTo(outputs[0]!.embedding[index]!, 4));
    }
    expect(outputs[1]!.reference!.goodLogits).toHaveLength(10);
  });

  it('looks at tiles beside the compared region', async () => {
    const tiles = { columns: 2, rows: 2, overlap: 0.2 };
    const { regions, reference } = await judged(await part(60, SCRATCH), ten, { tiles });
    expect(regions).toHaveLength(5);
    expect(reference!.z).toBeGreaterThan(5);
  });

  it('draws where the picture differs', async () => {
    const { reference } = await judged(await part(60, SCRATCH), ten, { heatmap: 112 });
    const { data, info } = await sharp(reference!.heatmap).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 112, height: 112, channels: 3 });
    const redness = (x: number, y: number) => data[(y * 112 + x) * 3]! - data[(y * 112 + x) * 3 + 2]!;
    expect(redness(71, 67)).toBeGreaterThan(40);
    expect(redness(20, 100)).toBeLessThan(15);
  });

  it('refuses what was learnt of another model, precision or region', async () => {
    const bytes = await part(60);
    const refused = (reference: ReferenceMemory, more: Partial<ClipInput> = {}) =>
      expect(judged(bytes, reference, more)).rejects;
    await refused({ ...ten, picturesHash: 'another' }).toMatchObject({ code: 'ERR_REFERENCE_FIT' });
    await refused({ ...ten, model: { ...ten.model, precision: 'int8' } }).toMatchObject({ code: 'ERR_REFERENCE_FIT' });
    await refused(ten, { roi: [0, 0, 0.5, 1] }).toMatchObject({ code: 'ERR_REFERENCE_FIT' });
    await refused(ten, { clahe: { clipLimit: 3, grid: 8 } }).toMatchObject({ code: 'ERR_REFERENCE_FIT' });
    await expect(learnt(1, { model: tinyModel('clip') })).rejects.toMatchObject({ code: 'ERR_REFERENCE_MODEL' });
    await expect(learnt(0)).rejects.toMatchObject({ code: 'ERR_OPTIONS' });
    await expect(learnt(51)).rejects.toMatchObject({ code: 'ERR_OPTIONS' });
  });

  it('tells two exports of one day apart, and no two copies of one', async () => {
    const bytes = await part(60);
    const hashOf = async (model: string) => (await judged(bytes, undefined, { model })).picturesHash;
    const [one, copy, other] = [tinyModel('clip'), copyOfTinyModel('clip'), exportedAgain()];
    expect(await hashOf(copy)).toBe(await hashOf(one));
    expect(await hashOf(other)).not.toBe(await hashOf(one));
  });
});
