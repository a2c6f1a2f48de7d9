import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { bringsAttention, loadAttention } from '../../lib/engine/families/blip-attention';
import { run } from '../../lib/engine/jobs/attend';
import type { AttendInput, AttendOutput } from '../../lib/inference/jobs';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { packageRoot } from '../../lib/package-root';
import { correlation } from '../support/correlation';
import { formula, marked } from '../support/formula';
import { TestContext } from '../support/job-context';
import { part, SCRATCH, SCRATCH_BOX } from '../support/parts';
import { tinyModel } from '../support/tiny-models';

interface Reference {
  /** `cells`: 16-bit whole steps of the largest share, base64. */
  pictures: { kind: keyof typeof PICTURES; k: number; token_ids: number[]; cells: string }[];
}

const PICTURES = { formula, marked };
const file = join(packageRoot(), 'test/fixtures/starter-attention.json');
const { pictures } = JSON.parse(readFileSync(file, 'utf8')) as Reference;

async function attend(more: Partial<AttendInput> = {}): Promise<AttendOutput> {
  const picture = { bytes: await part(60, SCRATCH) };
  const asked = { picture, model: 'starter-blip', before: 'a large ', longest: 0 };
  const [outcome] = await run([{ ...asked, ...more }], [new TestContext()]);
  if (outcome instanceof Error) throw outcome;
  return outcome!;
}

describe('where the captioner looks as it writes a word', () => {
  it(`is the attention of PyTorch's decoder, on ${pictures.length} pictures`, { timeout: 120_000 }, async () => {
    const { blip, attention } = await loadAttention('starter-blip', DEFAULT_SETTINGS);
    const found: number[] = [];
    for (const { kind, k, token_ids, cells } of pictures) {
      const seen = await attention(PICTURES[kind](k, blip.preprocessor.width), [blip.rules.start, ...token_ids]);
      const steps = Buffer.from(cells, 'base64');
      const wanted = Float32Array.from(seen.cells, (_, cell) => steps.readInt16LE(2 * cell));
      found.push(correlation(seen.cells, wanted));
    }
    console.log(`smallest correlation ${Math.min(...found)}`);
    expect(found).toHaveLength(50);
    expect(Math.min(...found)).toBeGreaterThan(0.999);
  });

  it('is the scratch', async () => {
    const { peak, cells, columns, within, picture } = await attend();
    expect({ columns, cells: cells.length }).toEqual({ columns: 14, cells: 196 });
    expect(within).toEqual([0, 0, picture.width, picture.height]);
    const [x, y] = peak!;
    expect(x > SCRATCH_BOX.left && x < SCRATCH_BOX.right && y > SCRATCH_BOX.top && y < SCRATCH_BOX.bottom).toBe(true);
  });

  it('depends on the word', async () => {
    const { cells } = await attend({ before: 'a large scratch at the center of a brushed' });
    expect(correlation(cells, (await attend()).cells)).toBeLessThan(0.9);
  });

  it('is drawn', async () => {
    const { heatmap } = await attend({ longest: 112 });
    const { data, info } = await sharp(heatmap).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 112, height: 112, channels: 3 });
    const redness = (x: number, y: number) => data[(y * 112 + x) * 3]! - data[(y * 112 + x) * 3 + 2]!;
    expect(redness(20, 100)).toBeLessThan(30);
    const [all, most] = [Array.from({ length: 112 * 112 }, (_, at) => redness(at % 112, Math.floor(at / 112))), 40];
    expect(all.filter((value) => value > most).length).toBeGreaterThan(0);
  });

  it('is refused of a model from elsewhere, which has no such graph', async () => {
    expect(await bringsAttention(tinyModel('blip'))).toBe(false);
    await expect(attend({ model: tinyModel('blip') })).rejects.toMatchObject({ code: 'ERR_MODEL_ATTENTION' });
  });
});
