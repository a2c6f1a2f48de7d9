import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { contourMeasure, helperNode, TINY_RUNTIME } from '../support/flows';
import { deploy, nextAt, nodeOf, root, useNodeRed } from '../support/node-red';

useNodeRed({ lang: 'ko' });

/** A 400 × 300 grey plate with a dark bar of 80 × 6 px, centred at (320, 240): bottom right. */
const plate = () =>
  sharp(
    Buffer.from(
      '<svg width="400" height="300"><rect width="400" height="300" fill="#a8a8a8"/><rect x="280" y="237" width="80" height="6" fill="#303030"/></svg>',
    ),
  )
    .png()
    .toBuffer();

const flow = (options: object = {}, more: { id: string; type: string }[] = []) => [
  TINY_RUNTIME,
  ...more,
  contourMeasure(options),
  helperNode('measured'),
];

async function measured(options: object = {}, more: { id: string; type: string }[] = []) {
  await deploy(flow(options, more));
  const out = nextAt('measured');
  nodeOf('measure').receive({ payload: await plate() } as never);
  return (await out).inspection!;
}

describe('contour-measure', () => {
  it('finds the bar, its place and its size in pixels, and no millimetres', async () => {
    const inspection = await measured();
    const [region] = inspection.regions!;
    expect(inspection.regions).toHaveLength(1);
    expect(region!.location).toEqual({ en: 'bottom right', ko: '우측 하단' });
    expect(region!.length.px).toBeGreaterThan(76);
    expect(region!.length.px).toBeLessThan(84);
    expect(JSON.stringify(inspection.regions)).not.toContain('mm');
    expect(inspection.measurement).toMatchObject({ calibrated: false, method: 'adaptive' });
    expect(Buffer.from(inspection.evidence!.overlay as Uint8Array).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  });

  it('measures millimetres with a calibration node', async () => {
    const calibration = {
      id: 'ruler',
      type: 'inspection-calibration',
      name: '자',
      method: 'scale',
      mmPerPixel: '0.1',
      points: [],
      width: '',
      height: '',
      calibratedAt: '2026-11-01T09:00:00+09:00',
    };
    const inspection = await measured({ calibration: 'ruler' }, [calibration]);
    const { length } = inspection.regions![0]!;
    expect(length.mm).toBeCloseTo(length.px * 0.1, 5);
    expect(length.uncertainty_mm).toBeGreaterThan(0);
    expect(inspection.measurement).toMatchObject({
      calibrated: true,
      calibrationId: '자',
      calibratedAt: '2026-11-01T09:00:00+09:00',
    });
  });

  it('measures millimetres straight and tilted in the example', async () => {
    type Example = { id: string; type: string; name: string; payload?: string };
    const example = JSON.parse(readFileSync(join(root, 'examples/measure-mm.json'), 'utf8')) as Example[];
    const nodes = example.filter(({ type }) => /^(inspection|contour)-/.test(type));
    const ends = example.filter(({ type }) => type === 'debug').map((node) => ({ ...node, type: 'helper' }));
    await deploy([...nodes, ...ends]);
    const lengths = ends.map(async ({ id }) => (await nextAt(id)).inspection!.regions![0]!.length);
    const { payload } = example.find(({ type }) => type === 'inject')!;
    for (const { id } of nodes.filter(({ type }) => type === 'contour-measure')) nodeOf(id).receive({ payload });
    const [straight, tilted] = await Promise.all(lengths);
    expect(straight!.mm).toBeCloseTo(straight!.px * 0.1, 5);
    expect(tilted!.mm).toBeGreaterThan(0);
    expect(tilted!.mm).not.toBeCloseTo(straight!.mm!, 1);
  });

  it('compares with a good picture', async () => {
    await deploy(flow({ method: 'reference', reference: 'good', referenceType: 'msg' }));
    const good = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#a8a8a8' } })
      .png()
      .toBuffer();
    const out = nextAt('measured');
    nodeOf('measure').receive({ payload: await plate(), good } as never);
    expect((await out).inspection!.regions).toHaveLength(1);
  });

  it('finds nothing on an even plate', async () => {
    await deploy(flow());
    const out = nextAt('measured');
    nodeOf('measure').receive({
      payload: await sharp({ create: { width: 400, height: 300, channels: 3, background: '#a8a8a8' } })
        .png()
        .toBuffer(),
    } as never);
    expect((await out).inspection!.regions).toEqual([]);
  });
});
