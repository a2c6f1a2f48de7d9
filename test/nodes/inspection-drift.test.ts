import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package-root';
import { helperNode, TINY_RUNTIME } from '../support/flows';
import { deploy, nextAt, nodeOf, statusesOf, statusShown, useNodeRed } from '../support/node-red';
import { random } from '../support/random';

useNodeRed({ lang: 'ko', userDir: mkdtempSync(join(tmpdir(), 'drift-')) });

const DRIFT = {
  id: 'drift',
  type: 'inspection-drift',
  runtime: 'runtime',
  property: 'payload',
  propertyType: 'msg',
  every: '1',
  learn: '25',
  wires: [['passed'], ['warned']],
};
const flow = (options: object = {}) => [
  TINY_RUNTIME,
  { ...DRIFT, ...options },
  helperNode('passed'),
  helperNode('warned'),
];

const { normal } = random(5);
const original = sharp(join(packageRoot(), 'examples/pictures/pcb-dent-01.jpg')).resize(320, 320);
/** The same scene once more: a little lighter or darker, with fresh noise; then what happened to lamp or lens. */
async function frame(change: (picture: Sharp) => Sharp = (picture) => picture): Promise<Buffer> {
  const { data, info } = await original.clone().removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const light = 1 + 0.01 * normal();
  const seen = Uint8Array.from(data, (value) => Math.max(0, Math.min(255, value * light + 1.5 * normal())));
  const { width, height, channels } = info;
  return change(sharp(seen, { raw: { width, height, channels } }))
    .png()
    .toBuffer();
}
async function pass(count: number, change?: Parameters<typeof frame>[0]): Promise<string[][]> {
  const drifts: string[][] = [];
  for (let n = 0; n < count; n++) {
    const passed = nextAt('passed');
    nodeOf('drift').receive({ payload: await frame(change) } as never);
    drifts.push((await passed).inspection!.condition!.drifts);
  }
  return drifts;
}

async function relearn(): Promise<void> {
  const begun = statusShown('drift', '학습 0 %');
  nodeOf('drift').receive({ drift: 'learn' } as never);
  await begun;
}

describe('inspection-drift', () => {
  it.each([
    ['밝기 변화', 'light', (picture: Sharp) => picture.linear(0.8, 0)],
    ['초점 변화', 'focus', (picture: Sharp) => picture.blur(1.5)],
    ['대비 변화', 'contrast', (picture: Sharp) => picture.blur(1.2).linear(0.75, 40)],
  ])('warns of %s, once, and passes every picture on', async (word, what, change) => {
    await deploy(flow());
    await relearn();
    expect((await pass(45)).flat()).toEqual([]);
    expect(statusesOf('drift').at(-1)).toMatchObject({ fill: 'green', text: '변화 없음' });
    const warned = nextAt('warned');
    const told = await pass(30, change);
    expect(told.at(-1)).toContain(what);
    const { topic, payload } = await warned;
    expect(topic).toBe('drift');
    expect(payload).toContainEqual(
      expect.objectContaining({ what: expect.any(String), text: expect.stringContaining('조명, 렌즈') }),
    );
    expect(statusesOf('drift').at(-1)!.text).toContain(word.slice(0, 2));
    const metrics = (await helper.request().get('/inspection/metrics')) as unknown as { text: string };
    expect(metrics.text).toContain(`gyeol_drift{node="drift",what="${what}"} 1`);
    await relearn();
    expect((await pass(27, change)).flat()).toEqual([]);
  });

  it('looks at every n-th picture only, and keeps what it learnt over a deploy', async () => {
    await deploy(flow({ id: 'drift', every: '5' }));
    const looked: boolean[] = [];
    for (let n = 0; n < 10; n++) {
      const passed = nextAt('passed');
      nodeOf('drift').receive({ payload: await frame() } as never);
      looked.push(Boolean((await passed).inspection?.condition));
    }
    expect(looked).toEqual([true, false, false, false, false, true, false, false, false, false]);
    await helper.unload();
  });

  it('refuses a broken picture like every node', async () => {
    await deploy(flow());
    const caught = nextAt('caught');
    nodeOf('drift').receive({ payload: Buffer.from('no picture') } as never);
    expect((await caught).inspection!.error!.code).toContain('ERR_IMAGE');
  });
});
