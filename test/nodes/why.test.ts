import { describe, expect, it } from 'vitest';
import { toRecord } from '../../lib/report/json';
import { clipFilter, contourMeasure, helperNode } from '../support/flows';
import { deploy, nextAt, nodeOf, useNodeRed } from '../support/node-red';
import { part, SCRATCH, SCRATCH_BOX } from '../support/parts';

useNodeRed();

const RUNTIME = { id: 'runtime', type: 'inspection-runtime', name: 'starter', clip: 'starter-clip' };
const wires = [['measure'], ['measure'], ['measure']];

async function inspected(heatmap: string) {
  await deploy([RUNTIME, clipFilter({ wires }), contourMeasure({ heatmap }), helperNode('measured')]);
  const out = nextAt('measured');
  nodeOf('clip').receive({ payload: await part(60, SCRATCH) } as never);
  return (await out).inspection!;
}

describe('why, behind a judgement', () => {
  it('tells where the likeliest defect is seen, and shows it', { timeout: 60_000 }, async () => {
    const { why, evidence, timings, models, ...rest } = await inspected('240');
    expect(why).toMatchObject({ method: 'grad-cam', location: { en: 'center', ko: '중앙' } });
    const [x, y] = why!.peak!;
    expect(x > SCRATCH_BOX.left && x < SCRATCH_BOX.right && y > SCRATCH_BOX.top && y < SCRATCH_BOX.bottom).toBe(true);
    expect(Buffer.from(evidence!.why as Uint8Array).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(timings!.why).toBeGreaterThan(0);
    expect(models!.why).toMatchObject({ id: 'starter-clip' });
    const record = toRecord({ why, evidence, timings, models, ...rest });
    expect(record.why).toEqual(why);
    expect(JSON.stringify(record)).not.toContain('a photo of a scratch');
  });

  it('is not asked unless it is wanted', async () => {
    const { why, evidence } = await inspected('0');
    expect(why).toBeUndefined();
    expect(evidence).not.toHaveProperty('why');
  });
});
