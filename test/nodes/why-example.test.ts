import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useFolder } from '../report/folder';
import { deploy, nextAt, nodeOf, root, useNodeRed, type FlowNode } from '../support/node-red';

useNodeRed({ lang: 'ko' });
const folder = useFolder();

const EXAMPLE = JSON.parse(readFileSync(join(root, 'examples/why.json'), 'utf8')) as FlowNode[];

/** The example without the editor's own nodes; its reports go into a folder of the test. */
function flow(): FlowNode[] {
  return EXAMPLE.flatMap((node): FlowNode[] => {
    if (['tab', 'comment', 'inject'].includes(node.type)) return [];
    const here = node.type === 'report' ? { ...node, folder: folder.path } : node;
    return [{ ...here, ...(node.z ? { z: 'tab' } : {}), type: node.type === 'debug' ? 'helper' : node.type }];
  });
}

const called = (name: string) => EXAMPLE.find((node) => node.name === name)!;

it('the example of why tells, in a report, what judgement and caption looked at', { timeout: 60_000 }, async () => {
  await deploy(flow());
  const out = nextAt(called('보고서 파일').id);
  const clip = EXAMPLE.find(({ type }) => type === 'clip-filter')!;
  nodeOf(clip.id).receive({ payload: called('glossy-plastic-scratch-01').payload } as never);
  const { inspection, files } = await out;
  expect(inspection!.why).toMatchObject({ label: { id: 'scratch' }, method: 'grad-cam' });
  expect(inspection!.caption!.looked!.word).toContain('scratch');
  const page = readFileSync(
    (files as string[]).find((file) => file.endsWith('.html'))!,
    'utf8',
  );
  for (const title of ['판정 근거', '설명 근거']) expect(page).toContain(title);
});
