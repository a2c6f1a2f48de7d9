import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clipFilter, helperNode, TINY_RUNTIME } from '../support/flows';
import { deploy, nextAt, nextOf, nodeOf, statusesOf, useNodeRed } from '../support/node-red';
import { scratchedPlate } from '../support/pictures';
import { copyOfTinyModel } from '../support/tiny-models';
import type { InspectionMessage } from '../../nodes/shared/messages';

useNodeRed({ lang: 'ko' });

const OUTPUTS = ['ng', 'ok', 'review'].map(helperNode);
const flow = (options: object = {}) => [TINY_RUNTIME, clipFilter(options), ...OUTPUTS];
const anyOutput = (): Promise<InspectionMessage> => Promise.race([nextAt('ng'), nextAt('ok'), nextAt('review')]);

describe('clip-filter', () => {
  it('judges a bare picture, fills the record and leaves the rest of the message alone', async () => {
    await deploy(flow());
    const out = anyOutput();
    const payload = await scratchedPlate();
    nodeOf('clip').receive({ payload, topic: 'cam', custom: 42 } as never);
    const msg = await out;
    expect(msg.payload).toBe(payload);
    expect(msg.custom).toBe(42);
    const { judgement, frame, models, timings, evidence, embedding } = msg.inspection!;
    expect(judgement!.scores).toHaveLength(15);
    expect(judgement!.scores.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
    expect(judgement!.promptsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(frame).toMatchObject({ width: 96, height: 64, format: 'png', source: 'cam' });
    expect(frame.judgedAt).toBeDefined();
    expect(models!.judge).toMatchObject({ provider: 'cpu' });
    expect(timings!.judge).toBeGreaterThan(0);
    expect(Buffer.from(evidence!.thumbnail as Uint8Array).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(Math.hypot(...embedding!)).toBeCloseTo(1, 4);
    expect(statusesOf('clip').at(-1)).toMatchObject({ fill: 'green', shape: 'dot' });
    expect(statusesOf('clip').every(({ text }) => text.length <= 20)).toBe(true);
  });

  it('looks at tiles at full resolution when asked to, and tells how many', async () => {
    await deploy(flow({ fine: true, fineBudget: '0', overlap: '0.2' }));
    const out = anyOutput();
    nodeOf('clip').receive({ payload: await scratchedPlate(200, 100) } as never);
    const { tiles } = (await out).inspection!.judgement!;
    expect(tiles).toMatchObject({ seen: tiles!.total, unseen: [], unseenShare: 0, limit: 4.5 });
    expect(tiles!.total).toBeGreaterThan(10);
    expect(tiles!.budgetMs).toBeUndefined();
  });

  it('sends to the output of its decision only', async () => {
    const only = (kind: string) => [{ id: 'a', en: 'a', ko: '', kind }];
    for (const [kind, output] of [
      ['defect', 'ng'],
      ['normal', 'ok'],
      ['look-alike', 'review'],
    ] as const) {
      const helper = await deploy(flow({ labels: only(kind) }));
      const out = nextAt(output);
      nodeOf('clip').receive({ payload: await scratchedPlate() } as never);
      expect((await out).inspection!.judgement!.label.id).toBe('a');
      await helper.unload();
    }
  });

  it('keeps the order and loses nothing of many pictures at once', async () => {
    await deploy(flow({ labels: [{ id: 'a', en: 'a', ko: '', kind: 'normal' }] }));
    const out = nextOf('ok', 30);
    const payload = await scratchedPlate();
    for (let seq = 0; seq < 30; seq++) nodeOf('clip').receive({ payload, part: { serial: String(seq) } } as never);
    const serials = (await out).map(({ inspection }) => Number(inspection!.part.serial));
    expect(serials).toEqual([...Array(30).keys()]);
  });

  it.each([
    ['a broken picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), {}, 'ERR_IMAGE_'],
    ['a region of interest outside the picture', undefined, { roi: '0.5, 0, 0.9, 1' }, 'ERR_OPTIONS'],
    ['a template without a place for the name', undefined, { templates: 'a photo' }, 'ERR_OPTIONS'],
    ['no labels', undefined, { labels: [] }, 'ERR_OPTIONS'],
  ])('refuses %s and judges the next picture', async (_name, payload, options, code) => {
    const helper = await deploy(flow(options));
    const caught = nextAt('caught');
    nodeOf('clip').receive({ payload: payload ?? (await scratchedPlate()) } as never);
    expect((await caught).inspection!.error!.code).toContain(code);
    expect(statusesOf('clip').at(-1)!.fill).toBe('red');
    await helper.unload();
    await deploy(flow());
    const out = anyOutput();
    nodeOf('clip').receive({ payload: await scratchedPlate() } as never);
    expect((await out).inspection!.judgement).toBeDefined();
  });

  it('reads Korean labels in English to a model that knows no Korean', async () => {
    const clip = copyOfTinyModel('clip');
    const manifest = join(clip, 'model.json');
    const known = JSON.parse(readFileSync(manifest, 'utf8')) as object;
    writeFileSync(manifest, JSON.stringify({ ...known, languages: ['en'] }));
    const judged = async (label: { en: string; ko: string }, templates: string) => {
      const others = [{ id: 'ok', en: 'good part', ko: '', kind: 'normal' }];
      const labels = [{ id: 'a', kind: 'defect', ...label }, ...others];
      const helper = await deploy([{ ...TINY_RUNTIME, clip }, clipFilter({ labels, templates }), ...OUTPUTS]);
      const out = anyOutput();
      nodeOf('clip').receive({ payload: await scratchedPlate() } as never);
      const { scores, promptsHash } = (await out).inspection!.judgement!;
      await helper.unload();
      return { scores, promptsHash };
    };
    const english = await judged({ en: 'scratch', ko: '' }, 'a photo of a {}');
    const both = await judged({ en: 'scratch', ko: '스크래치' }, 'a photo of a {}\n{} 사진');
    const unnamed = await judged({ en: '', ko: '스크래치' }, '{} 사진');
    expect(both).toEqual(english);
    expect(unnamed.scores.map(({ id }) => id).sort()).toEqual(['a', 'ok']);
  });

  it('says which model is missing', async () => {
    await deploy([{ ...TINY_RUNTIME, clip: 'no-such-model' }, clipFilter(), ...OUTPUTS]);
    const caught = nextAt('caught');
    nodeOf('clip').receive({ payload: await scratchedPlate() } as never);
    const { code, message } = (await caught).inspection!.error!;
    expect(code).toBe('ERR_MODEL_MISSING');
    expect(message).toContain('no-such-model');
  });
});
