import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../lib/inspection/record';
import { deploy, nextAt, nodeOf, statusesOf, useNodeRed } from '../support/node-red';

useNodeRed({ lang: 'ko' });

const flow = (options: object = {}) => [
  {
    id: 'translate',
    type: 'ko-translate',
    property: 'inspection.caption.text',
    propertyType: 'msg',
    output: 'inspection.caption.text_ko',
    numBeams: '4',
    maxNewTokens: '128',
    lengthPenalty: '1',
    cache: '10',
    wires: [['out']],
    ...options,
  },
  { id: 'out', type: 'helper' },
];

const captioned = (text: string): Inspection => ({
  schema: 1,
  id: 'cam#1',
  frame: {},
  part: {},
  caption: { text, tokens: 8, score: 0, alternatives: [], beams: 3, attempts: 1, rulesPassed: [] },
});

const send = async (msg: object) => {
  const answer = Promise.race([nextAt('out'), nextAt('caught')]);
  nodeOf('translate').receive(msg as never);
  const received = await answer;
  expect(received.error).toBeUndefined();
  return received;
};

const SCRATCH = 'a small scratch at the top left of a painted surface';

describe('ko-translate', () => {
  it('translates the caption with the shipped model, keeps the English and the glossary’s term', async () => {
    await deploy(flow());
    const { inspection } = await send({ inspection: captioned(SCRATCH) });
    expect(inspection!.caption).toMatchObject({ text: SCRATCH, text_ko: expect.stringMatching(/스크래치/) });
    expect(inspection!.quality!.checks).toEqual([
      { rule: 'numbers-kept', passed: true },
      { rule: 'terms-kept', passed: true },
      { rule: 'translation-fluent', passed: true },
    ]);
    expect(inspection!.models!.translate).toMatchObject({ id: 'starter-marian' });
    expect(inspection!.timings!.translate).toBeGreaterThan(0);
  });

  it('remembers what it translated', async () => {
    await deploy(flow());
    const first = await send({ inspection: captioned(SCRATCH) });
    const second = await send({ inspection: captioned(SCRATCH) });
    expect(second.inspection!.caption!.text_ko).toBe(first.inspection!.caption!.text_ko);
    expect(second.inspection!.timings?.translate).toBeUndefined();
    expect(second.inspection!.quality).toEqual(first.inspection!.quality);
  });

  it('translates any property into any other, without an inspection', async () => {
    await deploy(flow({ property: 'payload', output: 'korean.text' }));
    const msg = await send({ payload: 'a crack at the center of a glass surface', topic: 'keep' });
    expect((msg.korean as { text: string }).text).toMatch(/균열/);
    expect(msg).toMatchObject({ payload: 'a crack at the center of a glass surface', topic: 'keep' });
  });

  it('refuses a message without text, and goes on', async () => {
    await deploy(flow());
    const caught = nextAt('caught');
    nodeOf('translate').receive({ inspection: { ...captioned(SCRATCH), caption: undefined } } as never);
    const { inspection } = await caught;
    expect(inspection!.error).toMatchObject({ code: 'ERR_OPTIONS', advice: expect.stringContaining('노드') });
    expect(statusesOf('translate').at(-1)).toMatchObject({ fill: 'red' });
    expect((await send({ inspection: captioned(SCRATCH) })).inspection!.caption!.text_ko).toBeTruthy();
  });
});
