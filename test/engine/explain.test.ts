import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { bringsGradient, loadGradient } from '../../lib/engine/families/clip-gradient';
import { run } from '../../lib/engine/jobs/explain';
import type { ExplainInput, ExplainOutput } from '../../lib/inference/jobs';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { packageRoot } from '../../lib/package-root';
import { correlation } from '../support/correlation';
import { formula, marked } from '../support/formula';
import { TestContext } from '../support/job-context';
import { part, SCRATCH, SCRATCH_BOX } from '../support/parts';
import { tinyModel } from '../support/tiny-models';

interface Reference {
  against: string;
  /** `map`: 16-bit whole steps of the largest value, base64. */
  pictures: { kind: keyof typeof PICTURES; k: number; prompt: string; map: string }[];
}

const PICTURES = { formula, marked };
const file = join(packageRoot(), 'test/fixtures/starter-heatmaps.json');
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;

const LABELS = [
  { id: 'scratch', prompts: ['scratch', '스크래치'] },
  { id: 'rust', prompts: ['rust', '녹'] },
  { id: 'ok', prompts: ['good part', '양품'] },
];

async function explain(more: Partial<ExplainInput> = {}): Promise<ExplainOutput> {
  const picture = { bytes: await part(60, SCRATCH) };
  const asked = { labels: LABELS, label: 'scratch', against: ['ok'], longest: 0 };
  const [outcome] = await run([{ picture, model: 'starter-clip', ...asked, ...more }], [new TestContext()]);
  if (outcome instanceof Error) throw outcome;
  return outcome!;
}

const isInScratch = ([x, y]: readonly [number, number]) =>
  x > SCRATCH_BOX.left && x < SCRATCH_BOX.right && y > SCRATCH_BOX.top && y < SCRATCH_BOX.bottom;

describe('where a picture speaks for a label', () => {
  it(`is PyTorch's Grad-CAM, on ${reference.pictures.length} pictures`, { timeout: 120_000 }, async () => {
    const model = await loadGradient('starter-clip', DEFAULT_SETTINGS);
    const { preprocessor, logitScale } = model;
    const textOf = async (text: string) => (await model.embedTexts([text]))[0]!.map((value) => value * logitScale);
    const against = await textOf(reference.against);
    const found: number[] = [];
    for (const { kind, k, prompt, map } of reference.pictures) {
      const tensor = PICTURES[kind](k, preprocessor.width);
      const { cells } = await model.gradient(tensor, [await textOf(prompt), against]);
      const steps = Buffer.from(map, 'base64');
      found.push(
        correlation(
          cells,
          Float32Array.from(cells, (_, cell) => steps.readInt16LE(2 * cell)),
        ),
      );
    }
    console.log(`smallest correlation ${Math.min(...found)}`);
    expect(found).toHaveLength(50);
    expect(Math.min(...found)).toBeGreaterThan(0.999);
  });

  it('is the scratch, by the derivative', async () => {
    const { method, peak, cells, columns, within, picture } = await explain();
    expect({ method, columns, cells: cells.length }).toEqual({ method: 'grad-cam', columns: 28, cells: 784 });
    expect(within).toEqual([0, 0, picture.width, picture.height]);
    expect(isInScratch(peak!)).toBe(true);
  });

  it('depends on the label', async () => {
    const [scratch, rust] = [await explain(), await explain({ label: 'rust', against: ['ok', 'scratch'] })];
    expect(correlation(scratch.cells, rust.cells)).toBeLessThan(0.9);
  });

  it('is told in pixels of the picture where only a part is looked at', async () => {
    const { peak, within } = await explain({ roi: [0.25, 0.25, 0.75, 0.75] });
    expect(within[0]).toBeGreaterThan(0);
    expect(isInScratch(peak!)).toBe(true);
  });

  it('is drawn', async () => {
    const { heatmap } = await explain({ longest: 112 });
    const { data, info } = await sharp(heatmap).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 112, height: 112, channels: 3 });
    const redness = (x: number, y: number) => data[(y * 112 + x) * 3]! - data[(y * 112 + x) * 3 + 2]!;
    expect(redness(71, 67)).toBeGreaterThan(40);
    expect(redness(20, 100)).toBeLessThan(30);
  });

  it('is found by covering cells where a model from elsewhere has no derivative', async () => {
    expect(await bringsGradient(tinyModel('clip'))).toBe(false);
    const { method, cells, columns } = await explain({ model: tinyModel('clip') });
    expect({ method, columns, cells: cells.length }).toEqual({ method: 'occlusion', columns: 7, cells: 49 });
    expect(new Set(cells).size).toBeGreaterThan(1);
  });

  it('is refused for a label that nobody described', async () => {
    await expect(explain({ label: 'dent' })).rejects.toMatchObject({ code: 'ERR_OPTIONS' });
  });
});
