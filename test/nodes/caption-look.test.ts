import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package-root';
import { toRecord } from '../../lib/report/json';
import { blipCaption, helperNode, TINY_RUNTIME } from '../support/flows';
import { deploy, nextAt, nodeOf, useNodeRed, type FlowNode } from '../support/node-red';

useNodeRed({ lang: 'en-US' });

const STARTER = { id: 'runtime', type: 'inspection-runtime', name: 'starter', blip: 'starter-blip' };
const SCRATCHED = readFileSync(join(packageRoot(), 'examples/pictures/ground-metal-scratch-01.jpg'));

async function described(runtime: FlowNode, options: object) {
  await deploy([runtime, blipCaption({ maxNewTokens: '30', ...options }), helperNode('captioned')]);
  const out = nextAt('captioned');
  nodeOf('caption').receive({ payload: SCRATCHED } as never);
  return (await out).inspection!;
}

const warnings = () => (nodeOf('caption').warn as unknown as { args: [string][] }).args.map(([text]) => text);

describe('where the captioner looked', () => {
  it('is told and shown of the word of the defect', { timeout: 60_000 }, async () => {
    const { caption, evidence, models, timings, ...rest } = await described(STARTER, { heatmap: '240' });
    expect(caption!.text).toContain('scratch');
    const { word, peak, location } = caption!.looked!;
    expect(word).toContain('scratch');
    expect(peak).toHaveLength(2);
    expect(location!.en).toBeTruthy();
    expect(caption!.text).toContain(location!.en);
    expect(Buffer.from(evidence!.looked as Uint8Array).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(models!.look).toMatchObject({ id: 'starter-blip' });
    expect(timings!.look).toBeGreaterThan(0);
    expect(toRecord({ caption, evidence, models, timings, ...rest }).caption!.looked).toEqual(caption!.looked);
  });

  it('is not asked unless it is wanted', { timeout: 60_000 }, async () => {
    const { caption, evidence } = await described(STARTER, {});
    expect(caption).not.toHaveProperty('looked');
    expect(evidence?.looked).toBeUndefined();
  });

  it('is missing, said once, where the model cannot tell it: the caption comes all the same', async () => {
    const { caption } = await described(TINY_RUNTIME, { heatmap: '240', prompt: 'a scratch' });
    expect(caption!.text).toContain('scratch');
    expect(caption).not.toHaveProperty('looked');
    expect(warnings()).toEqual([expect.stringMatching(/^ERR_MODEL_ATTENTION: .*starter-blip/)]);
  });
});
