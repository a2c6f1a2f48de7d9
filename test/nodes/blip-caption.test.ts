import { describe, expect, it } from 'vitest';
import { blipCaption, helperNode, TINY_RUNTIME } from '../support/flows';
import { deploy, nextAt, nodeOf, useNodeRed } from '../support/node-red';
import { scratchedPlate } from '../support/pictures';

useNodeRed({ lang: 'en-US' });

async function captioned(options: object = {}) {
  const helper = await deploy([TINY_RUNTIME, blipCaption(options), helperNode('captioned')]);
  const out = nextAt('captioned');
  nodeOf('caption').receive({ payload: await scratchedPlate() } as never);
  const { inspection } = await out;
  await helper.unload();
  return inspection!;
}

describe('blip-caption', () => {
  it('describes a picture, equally each time with beams', async () => {
    const one = await captioned();
    const two = await captioned();
    expect(one.caption).toMatchObject({ beams: 2 });
    expect(one.caption!.text).toBe(two.caption!.text);
    expect(one.caption!.tokens).toBeGreaterThan(0);
    expect(one.models!.caption!.id).toBeTruthy();
  });

  it('repeats a sample by its seed', async () => {
    const sample = (seed: string) => captioned({ temperature: '1', seed, attempts: '1' });
    expect((await sample('3')).caption!.text).toBe((await sample('3')).caption!.text);
  });

  it('tries again, then marks for review what keeps breaking a rule', async () => {
    const { caption, quality } = await captioned({ minWords: '49', attempts: '3' });
    expect(caption!.attempts).toBe(3);
    expect(caption!.rulesPassed).not.toContain('min-words');
    expect(quality!.review).toBe(true);
    expect(quality!.checks.find(({ rule }) => rule === 'min-words')).toMatchObject({ passed: false });
  });
});
