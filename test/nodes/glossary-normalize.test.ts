import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../lib/inspection/record';
import { deploy, nextAt, nodeOf, statusesOf, useNodeRed } from '../support/node-red';

useNodeRed({ lang: 'ko' });

const flow = (options: object = {}, config: object[] = []) => [
  ...(config as { id: string; type: string }[]),
  {
    id: 'normalize',
    type: 'glossary-normalize',
    property: 'inspection.caption.text_ko',
    propertyType: 'msg',
    language: 'auto',
    hedges: true,
    wires: [['out']],
    ...options,
  },
  { id: 'out', type: 'helper' },
];

const judged = (): Inspection => ({
  schema: 1,
  id: 'cam#1',
  frame: {},
  part: {},
  judgement: {
    decision: 'ng',
    reason: 'defect',
    label: { id: 'scratch', en: 'scratch', ko: '기스' },
    probability: 0.9,
    margin: 0.8,
    threshold: 0.6,
    scores: [],
    promptsHash: '',
    picturesHash: '',
    model: 'clip',
  },
  regions: [
    {
      id: 1,
      bbox: [0, 0, 32, 4],
      polygon: [],
      length: { px: 32, mm: 12.34 },
      width: { px: 4, mm: 0.4 },
      area: { px: 90, mm: 0.9 },
      angle: 0,
      center: [16, 2],
      contrast: 50,
      location: { en: 'top left', ko: '좌측 상단' },
    },
  ],
  caption: {
    text: 'a scratch on a metal surface',
    text_ko: '아마 금속 표면에 기스가 있는 것 같다.',
    tokens: 8,
    score: 0,
    alternatives: [],
    beams: 3,
    attempts: 1,
    rulesPassed: [],
  },
});

const send = async (msg: object) => {
  const out = nextAt('out');
  nodeOf('normalize').receive(msg as never);
  return out;
};

describe('glossary-normalize', () => {
  it('standardises the Korean caption and writes the final sentence', async () => {
    await deploy(flow({ materialKo: '금속', materialEn: 'metal' }));
    const { inspection, keep } = await send({ inspection: judged(), keep: 'me' });
    expect(inspection!.caption).toMatchObject({
      text: 'a scratch on a metal surface',
      text_ko: '금속 표면에 스크래치가 있음.',
    });
    expect(inspection!.description).toMatchObject({
      ko: '금속 표면 좌측 상단에 길이 12.3 mm 스크래치',
      en: '12.3 mm long scratch on the metal surface, top left',
      numbers: ['12.3 mm'],
      glossary: { id: 'default' },
    });
    expect(inspection!.description!.termsUsed).toContainEqual({
      id: 'scratch',
      code: 'SCR-01',
      from: '기스',
      to: '스크래치',
    });
    expect(inspection!.description!.cause).toBeTruthy();
    expect(inspection!.regions![0]!.severity).toBe('critical');
    expect(keep).toBe('me');
    expect(statusesOf('normalize').at(-1)).toMatchObject({ fill: 'green', shape: 'dot' });
  });

  it('writes a sentence without any caption', async () => {
    await deploy(flow());
    const msg = await send({ inspection: { ...judged(), caption: undefined } });
    expect(msg.inspection!.description!.ko).toBe('표면 좌측 상단에 길이 12.3 mm 스크래치');
  });

  it('standardises any text property, in English too', async () => {
    await deploy(flow({ property: 'payload' }));
    expect((await send({ payload: '흠집을 제거' })).payload).toBe('스크래치를 제거');
    expect((await send({ payload: 'maybe a fissure at the top' })).payload).toBe('a crack at the top');
  });

  it('leaves hedges when told to', async () => {
    await deploy(flow({ property: 'payload', hedges: false }));
    expect((await send({ payload: '기스로 추정됨' })).payload).toBe('스크래치로 추정됨');
  });

  it('uses the plant’s own glossary and sentence', async () => {
    const terms = [{ id: 'scratch', code: 'X-9', ko: '긁힘', en: 'scratch', variants: '기스|스크래치', quote: 'none' }];
    const own = { id: 'own', type: 'inspection-glossary', name: '현장', version: '7', terms };
    await deploy(flow({ glossary: 'own', sentenceKo: '{label}이(가) {place}에 있음' }, [own]));
    const { inspection } = await send({ inspection: judged() });
    expect(inspection!.caption!.text_ko).toBe('금속 표면에 긁힘이 있음.');
    expect(inspection!.description).toMatchObject({
      ko: '긁힘이 좌측 상단에 있음',
      numbers: [],
      glossary: { id: '현장', version: '7' },
    });
    expect(inspection!.regions![0]!.severity).toBeUndefined();
  });

  it.each([
    ['a message without text or inspection', {}, { property: 'payload' }],
    ['a sentence with an unknown slot', { inspection: judged() }, { sentenceKo: '{weight} {label}' }],
  ])('refuses %s, once, in Korean', async (_name, msg, options) => {
    await deploy(flow(options));
    const caught = nextAt('caught');
    nodeOf('normalize').receive(msg as never);
    const { error } = (await caught) as never as { error: { message: string } };
    expect(error.message).toMatch(/ERR_OPTIONS.*노드를 열어/);
    expect(statusesOf('normalize').at(-1)).toMatchObject({ fill: 'red', shape: 'ring' });
  });
});
