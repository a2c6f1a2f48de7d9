import { describe, expect, it } from 'vitest';
import { blipCaption, clipFilter, helperNode, TINY_RUNTIME } from '../support/flows';
import { deploy, nextAt, nodeOf, statusesOf, useNodeRed } from '../support/node-red';
import { scratchedPlate } from '../support/pictures';
import { hasSoftwareGraphics, useSoftwareGraphics } from '../support/software-graphics';

useNodeRed({ lang: 'ko' });

describe.skipIf(!hasSoftwareGraphics)('a flow on webgpu', () => {
  useSoftwareGraphics();

  it('judges and describes on the graphics path', { timeout: 300_000 }, async () => {
    const runtime = { ...TINY_RUNTIME, device: 'webgpu', timeoutMs: '0' };
    const defect = [{ id: 'a', en: 'scratch', ko: '스크래치', kind: 'defect' }];
    const clip = clipFilter({ labels: defect, wires: [['caption'], [], []] });
    await deploy([runtime, clip, blipCaption(), helperNode('captioned')]);
    const out = nextAt('captioned');
    nodeOf('clip').receive({ payload: await scratchedPlate() } as never);
    const { judgement, caption, models } = (await out).inspection!;
    expect(judgement!.decision).toBe('ng');
    expect(caption!.text).toBeTruthy();
    expect([models!.judge!.provider, models!.caption!.provider]).toEqual(['webgpu', 'webgpu']);
    expect(statusesOf('clip').at(-1)).toMatchObject({ fill: 'green' });
  });
});
