import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseState } from '../../lib/cases/case';
import type { Inspection } from '../../lib/inspection/record';
import type { Progress } from '../../nodes/inspection-search/rebuild';
import type { InspectionMessage } from '../../nodes/shared/messages';
import { clipFilter, helperNode, TINY_RUNTIME } from '../support/flows';
import { deploy, nextAt, nextOf, nodeOf, root, statusesOf, useNodeRed } from '../support/node-red';
import { scratchedPlate } from '../support/pictures';
import { copyOfTinyModel } from '../support/tiny-models';

useNodeRed({ lang: 'ko' });

const folders = mkdtempSync(join(tmpdir(), 'cases-'));
let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(folders, 'of-'))));
// Not after each: a node that is still opening its folder would make it again.
afterAll(() => rmSync(folders, { recursive: true, force: true }));

const search = (options: object = {}) => ({
  id: 'search',
  type: 'inspection-search',
  runtime: 'runtime',
  keep: 'all',
  pictures: true,
  similar: '3',
  least: '0.5',
  folder,
  wires: [['kept'], ['found']],
  ...options,
});
const only = (kind: string) => ({ labels: [{ id: 'scratch', en: 'scratch', ko: '스크래치', kind }] });
const judging = (options: object = only('defect')) =>
  clipFilter({ ...options, wires: [['search'], ['search'], ['search']] });
const flow = (runtime: typeof TINY_RUNTIME = TINY_RUNTIME, options: object = {}) => [
  runtime,
  judging(),
  search(options),
  helperNode('kept'),
  helperNode('found'),
];

async function judged(id: string, part: object = {}, size = 96): Promise<Inspection> {
  const kept = nextAt('kept');
  const inspection = { schema: 1, id, frame: {}, part };
  nodeOf('clip').receive({ payload: await scratchedPlate(size), inspection } as never);
  return (await kept).inspection!;
}

async function ask(msg: object): Promise<Record<string, unknown>[]> {
  const found = nextAt('found');
  nodeOf('search').receive(msg as never);
  return (await found).payload as never;
}
const idsOf = (found: Record<string, unknown>[]) => found.map(({ id }) => id);
interface Shown {
  state: CaseState;
  rebuild: Progress;
}
const state = async () => (await helper.request().get('/inspection-search/search')).body as Shown;

describe('inspection-search', () => {
  it('keeps inspections and cites similar past ones, also after a deploy', async () => {
    await deploy(flow());
    expect((await judged('first', { line: 'A', lot: 'L1' })).similar).toEqual([]);
    await helper.unload();
    await deploy(flow());
    const { similar } = await judged('second', { line: 'B' });
    expect(similar).toMatchObject([
      {
        id: 'first',
        decision: 'ng',
        label: { ko: '스크래치' },
        line: 'A',
        lot: 'L1',
        similarity: expect.closeTo(1, 2),
      },
    ]);
    expect(statusesOf('search').at(-1)).toMatchObject({ fill: 'green', text: '저장 · 유사 1건' });
    expect((await state()).state).toMatchObject({ cases: 2, foreign: 0 });
  });

  it('cites nothing for OK parts, and keeps them only where that is wanted', async () => {
    const good = [
      TINY_RUNTIME,
      judging(only('normal')),
      search({ keep: 'notOk' }),
      helperNode('kept'),
      helperNode('found'),
    ];
    await deploy(good);
    expect((await judged('good')).similar).toBeUndefined();
    expect((await state()).state.cases).toBe(0);
  });

  it('answers a text, a picture, a case and filters', async () => {
    await deploy(flow());
    await judged('a', { line: 'A', lot: 'L1' });
    await judged('b', { line: 'B', lot: 'L2' }, 128);
    expect(idsOf(await ask({ query: '스크래치' })).sort()).toEqual(['a', 'b']);
    expect(statusesOf('clip').at(-1)!.fill).toBe('green');
    const [nearest] = await ask({ topic: 'query', payload: await scratchedPlate(128) });
    expect(nearest).toMatchObject({
      id: 'b',
      similarity: expect.closeTo(1, 2),
      label: { id: 'scratch' },
    });
    expect(Buffer.from(nearest!.picture as Uint8Array).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(idsOf(await ask({ query: { like: 'a' } }))).toEqual(['b']);
    expect(idsOf(await ask({ query: { line: 'A' } }))).toEqual(['a']);
    expect(idsOf(await ask({ query: { line: ['A', 'B'], lot: 'L2', text: 'scratch' } }))).toEqual(['b']);
    expect(idsOf(await ask({ query: { to: '2020-01-01' } }))).toEqual([]);
    expect(idsOf(await ask({ query: { count: 1 } }))).toEqual(['b']);
  });

  it.each([
    ['an unknown field', { query: { colour: 'red' } }, 'ERR_CASES_QUERY'],
    ['a number', { query: 7 }, 'ERR_CASES_QUERY'],
    ['an empty text', { query: { text: ' ' } }, 'ERR_CASES_QUERY'],
    ['a time that is none', { query: { from: 'yesterday' } }, 'ERR_CASES_QUERY'],
    ['an unknown case', { query: { like: 'nobody' } }, 'ERR_CASES_UNKNOWN'],
    ['a text without end', { query: '긴'.repeat(2001) }, 'ERR_TEXT_LENGTH'],
    ['what is no picture', { topic: 'query', payload: Buffer.from('no picture') }, 'ERR_IMAGE_FORMAT'],
    ['a message without inspection', { payload: 1 }, 'ERR_INSPECTION_MISSING'],
  ])('refuses %s', async (_name, msg, code) => {
    await deploy(flow());
    const caught = nextAt('caught');
    nodeOf('search').receive(msg as never);
    expect(((await caught) as InspectionMessage & { error: { code: string } }).error.code).toBe(code);
  });

  it('takes over what people decide, and cites it', async () => {
    const report = {
      id: 'writer',
      type: 'report',
      json: true,
      folder: join(folder, 'outputs'),
      wires: [['written'], []],
    };
    const nodes = [TINY_RUNTIME, judging(), search({ wires: [['writer'], ['found']] }), report];
    await deploy([...nodes, helperNode('written'), helperNode('found')]);
    const write = async (id: string) => {
      const written = nextAt('written');
      const inspection = { schema: 1, id, frame: {}, part: {} };
      nodeOf('clip').receive({ payload: await scratchedPlate(), inspection } as never);
      return (await written).payload as unknown as Inspection;
    };
    await write('first');
    const decided = nextAt('written');
    nodeOf('writer').receive({ disposition: { id: 'first', decision: '재작업', by: '김검사' } } as never);
    await decided;
    expect((await write('second')).similar).toMatchObject([
      { id: 'first', disposition: { decision: 'rework', by: '김검사', revision: 1 } },
    ]);
    expect(idsOf(await ask({ query: { disposition: 'rework' } }))).toEqual(['first']);
  });

  it('compares nothing of another model, says so, and sees cases anew from their thumbnails', async () => {
    await deploy(flow());
    await judged('old');
    await helper.unload();
    const clip = copyOfTinyModel('clip');
    const manifest = join(clip, 'model.json');
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), revision: 'other' }));
    await deploy(flow({ ...TINY_RUNTIME, clip }));
    expect((await judged('new')).similar).toEqual([]);
    expect((await state()).state).toMatchObject({ cases: 2, foreign: 1 });
    expect(idsOf(await ask({ query: {} }))).toEqual(['new', 'old']);

    const { body } = await helper.request().post('/inspection-search/search/rebuild').send({});
    expect(body).toEqual({ rebuild: { running: true, done: 0, left: 0 } });
    let now = await state();
    while (now.rebuild.running) now = await state();
    expect(now).toMatchObject({ state: { cases: 2, foreign: 0 }, rebuild: { done: 1, left: 0 } });
    expect((await judged('newest')).similar!.map(({ id }) => id).sort()).toEqual(['new', 'old']);
    rmSync(clip, { recursive: true });
  });

  it('lets the line go on when its folder cannot be used', async () => {
    writeFileSync(join(folder, 'file'), '');
    await deploy(flow(TINY_RUNTIME, { folder: join(folder, 'file') }));
    expect((await judged('a')).judgement!.decision).toBe('ng');
    expect(statusesOf('search').at(-1)!.fill).toBe('red');
  });

  it('finds the right defect for a Korean question among rendered samples', async () => {
    const starter = { ...TINY_RUNTIME, clip: undefined };
    await deploy([
      starter,
      clipFilter({ wires: [['search'], ['search'], ['search']] }),
      search(),
      helperNode('kept'),
      helperNode('found'),
    ] as never);
    const pictures = join(root, 'examples/pictures');
    const samples = readFileSync(join(pictures, 'manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; label?: string; label_ko?: string; has_defect: boolean });
    const kept = nextOf('kept', samples.length);
    for (const { file } of samples) {
      const inspection = { schema: 1, id: file, frame: {}, part: {} };
      nodeOf('clip').receive({ payload: readFileSync(join(pictures, file)), inspection } as never);
    }
    await kept;
    const defects = new Map(samples.filter((each) => each.has_defect).map((each) => [each.label!, each.label_ko!]));
    expect(defects.size).toBe(8);
    for (const [label, korean] of defects) {
      const files = samples.filter((each) => each.has_defect && each.label === label).map(({ file }) => file);
      const found = idsOf(await ask({ query: `${korean} 불량` }));
      expect(
        found.some((id) => files.includes(id as string)),
        korean,
      ).toBe(true);
    }
  });
});
