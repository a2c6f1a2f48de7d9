import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readReference, writeReference } from '../../lib/reference/file';
import { gyeol } from '../support/command';
import { clipFilter, helperNode } from '../support/flows';
import { deploy, nextAt, nextAtAny, nodeOf, useNodeRed } from '../support/node-red';
import { part, SCRATCH } from '../support/parts';

useNodeRed({ lang: 'ko' });

const RUNTIME = { id: 'runtime', type: 'inspection-runtime', name: 'starter', clip: 'starter-clip' };
const flow = (reference: string, options: object = {}) => [
  RUNTIME,
  clipFilter({ threshold: '0.6', margin: '0.1', reference, referenceRule: 'sum', referenceLimit: '', ...options }),
  ...['ng', 'ok', 'review'].map(helperNode),
];
const anyOutput = () => nextAtAny(['ng', 'ok', 'review', 'caught']);

const folder = mkdtempSync(join(tmpdir(), 'good-'));
const file = join(folder, 'memory', 'plate.json');

describe('clip-filter with a memory of good parts', () => {
  beforeAll(async () => {
    for (let number = 0; number < 8; number++) writeFileSync(join(folder, `${number}.png`), await part(number));
    const { status, stdout } = await gyeol(['learn', '--ok', folder, '--out', file], { GYEOL_LANG: 'ko' });
    expect(status).toBe(0);
    expect(stdout).toContain('양품 8장을');
    expect(stdout).toContain('10장 이상');
  });

  it('passes a good part, and says of a bad one how far it is from good parts, and where', async () => {
    await deploy(flow(file));
    let out = anyOutput();
    nodeOf('clip').receive({ payload: await part(40) } as never);
    expect((await out).inspection!.judgement).toMatchObject({
      decision: 'ok',
      reference: { rule: 'sum', limit: 7.15 },
    });

    out = anyOutput();
    nodeOf('clip').receive({ payload: await part(41, SCRATCH) } as never);
    const { judgement, evidence } = (await out).inspection!;
    expect(judgement!.decision).not.toBe('ok');
    expect(judgement!.reference!.z).toBeGreaterThan(5);
    expect(judgement!.reference!.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(evidence!.heatmap as Uint8Array).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  });

  it('refuses aloud a memory of other conditions, and one that is no such file', async () => {
    const memory = readReference(readFileSync(file, 'utf8'));
    const other = join(folder, 'other.json');
    writeFileSync(other, writeReference({ ...memory, picturesHash: 'another' }));
    for (const [reference, options, code] of [
      [other, {}, 'ERR_REFERENCE_FIT'],
      [file, { roi: '0, 0, 0.5, 0.5' }, 'ERR_REFERENCE_FIT'],
      [join(folder, '0.png'), {}, 'ERR_REFERENCE'],
    ] as const) {
      const helper = await deploy(flow(reference, options));
      const caught = nextAt('caught');
      nodeOf('clip').receive({ payload: await part(40) } as never);
      expect((await caught).inspection!.error!.code).toBe(code);
      await helper.unload();
    }
  });
});

describe('gyeol learn', () => {
  it('says what it needs, and refuses what it cannot use', async () => {
    const korean = { GYEOL_LANG: 'ko' };
    expect((await gyeol(['learn', '--help'], korean)).stdout).toContain('gyeol learn --ok 폴더');
    expect(await gyeol(['learn', '--ok', folder], korean)).toMatchObject({ status: 2 });
    expect(await gyeol(['learn', '--ok', join(folder, 'none'), '--out', 'x'], korean)).toMatchObject({ status: 2 });
    const small = ['learn', '--ok', folder, '--out', join(folder, 'x.json'), '--roi', '0,0,2,1'];
    const { status, stderr } = await gyeol(small, korean);
    expect(status).toBe(2);
    expect(stderr).toContain('roi');
  });
});
