import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPicture } from '../../lib/imaging/input';
import type { Engine } from '../../lib/inference';
import { beginInspection } from '../../lib/inspection/identity';
import { packageRoot } from '../../lib/package-root';
import { defaultLine, runLine } from '../../lib/stages/line';
import { using } from '../support/engine-on';
import { hasSoftwareGraphics, useSoftwareGraphics } from '../support/software-graphics';

const PICTURES = ['ground-metal-scratch-01.jpg', 'casting-hole-01.jpg', 'painted-good-01.jpg'];

async function inspected(engine: Engine) {
  const records = [];
  for (const name of PICTURES) {
    const { picture } = await readPicture(join(packageRoot(), 'examples/pictures', name));
    const inspection = beginInspection({ source: name }, {});
    await runLine({ engine, picture, inspection }, defaultLine());
    records.push(inspection);
  }
  return records;
}

describe.skipIf(!hasSoftwareGraphics)('the starter models on the graphics path', () => {
  useSoftwareGraphics();

  it('judges, describes and translates as the processor does', { timeout: 600_000 }, async () => {
    const graphics = await using('webgpu', inspected);
    const processor = await using('cpu', inspected);
    graphics.forEach((record, index) => {
      const reference = processor[index]!;
      const providers = Object.entries(record.models!).map(([stage, { provider }]) => [stage, provider]);
      expect(providers).toEqual(Object.keys(reference.models!).map((stage) => [stage, 'webgpu']));
      expect(record.judgement!.label).toEqual(reference.judgement!.label);
      expect(record.judgement!.decision).toBe(reference.judgement!.decision);
      expect(record.judgement!.probability).toBeCloseTo(reference.judgement!.probability, 3);
      expect(record.caption?.text).toBe(reference.caption?.text);
      expect(record.caption?.text_ko).toBe(reference.caption?.text_ko);
      expect(record.description).toEqual(reference.description);
    });
    expect(graphics.some(({ caption }) => caption?.text_ko)).toBe(true);
  });
});
