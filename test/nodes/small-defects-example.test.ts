import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deploy, nextAt, nodeOf, root, useNodeRed, type FlowNode } from '../support/node-red';

useNodeRed({ lang: 'ko' });

const EXAMPLE = JSON.parse(readFileSync(join(root, 'examples/small-defects.json'), 'utf8')) as FlowNode[];

/** The example without the editor's own nodes. */
const flow = EXAMPLE.filter(({ type }) => !['tab', 'comment', 'inject'].includes(type)).map((node): FlowNode => ({
  ...node,
  ...(node.z ? { z: 'tab' } : {}),
  type: node.type === 'debug' ? 'helper' : node.type,
}));

const called = (name: string) => EXAMPLE.find((node) => node.name === name)!;

it('the example of small defects finds in a tile what the whole does not show', { timeout: 120_000 }, async () => {
  await deploy(flow);
  const whole = nextAt(called('전체만 본 판정').id);
  const tiled = nextAt(called('타일까지 본 판정').id);
  const { payload } = called('painted-small-scratch');
  for (const name of ['전체만', '타일까지']) nodeOf(called(name).id).receive({ payload } as never);
  expect((await whole).inspection!.judgement).toMatchObject({ decision: 'ok' });
  const { decision, label, tiles } = (await tiled).inspection!.judgement!;
  expect({ decision, label: label!.id, ...tiles }).toMatchObject({
    decision: 'ng',
    label: 'scratch',
    seen: 140,
    unseen: [],
  });
  const [x, y, width, height] = tiles!.worst!;
  expect([x <= 415 && 415 < x + width, y <= 1462 && 1462 < y + height]).toEqual([true, true]);
});
