import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TINY_RUNTIME, clipFilter } from '../support/flows';
import { jpeg } from '../report/inspections';
import { startGuarded, type Guarded } from '../support/users';
import { samplesOf } from './exposition';

/** A picture comes by http, is kept in a queue, judged, reported and answered. */
const flow = (folder: string) => [
  TINY_RUNTIME,
  { id: 'in', type: 'http in', url: '/inspect', method: 'post', wires: [['source']] },
  { id: 'source', type: 'inspection-source', property: 'payload', propertyType: 'msg', wires: [['queue']] },
  {
    id: 'queue',
    type: 'inspection-queue',
    property: 'payload',
    propertyType: 'msg',
    folder: join(folder, 'queue'),
    minFreeMegabytes: '0',
    maxFrames: '5',
    wires: [['clip']],
  },
  clipFilter({ wires: [['writer'], ['writer'], ['writer']] }),
  { id: 'writer', type: 'report', folder: join(folder, 'outputs'), json: true, wires: [[], []] },
  { id: 'complete', type: 'complete', scope: ['queue'], wires: [['accepted']] },
  { id: 'catch', type: 'catch', scope: ['source'], wires: [['accepted']] },
  { id: 'accepted', type: 'http response', statusCode: '202', wires: [] },
];

describe('a line that is watched', () => {
  let folder: string;
  let nodeRed: Guarded;
  const read = async () => samplesOf(await (await nodeRed.as('scraper', '/inspection/metrics')).text());

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'watched-'));
    await mkdir(join(folder, 'user'));
    nodeRed = await startGuarded(join(folder, 'user'), flow(folder));
  });
  afterAll(async () => {
    await nodeRed?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['/inspection/metrics', '/inspection/health', '/inspection/health/live'])(
    'shows %s to those who may read only',
    async (path) => {
      expect((await nodeRed.ask(path)).status).toBe(401);
      expect((await nodeRed.ask(path, { headers: { authorization: 'Bearer guess' } })).status).toBe(401);
      expect((await nodeRed.as('reader', path)).status).toBe(200);
    },
  );

  it('lets a token of scope metrics.read read the metrics and nothing else', async () => {
    const response = await nodeRed.as('scraper', '/inspection/metrics');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect((await nodeRed.as('scraper', '/flows')).status).toBe(401);
    expect((await nodeRed.as('scraper', '/inspection/health')).status).toBe(401);
  });

  it('counts frames by decision and times their stages', async () => {
    for (let n = 0; n < 3; n++) {
      const body = new Uint8Array(await jpeg(64 + n));
      const response = await nodeRed.ask('/inspect', {
        method: 'POST',
        headers: { 'content-type': 'image/jpeg' },
        body,
      });
      expect([200, 202]).toContain(response.status);
    }
    let samples = await read();
    const sum = (name: string) =>
      samples.filter((each) => each.name === name).reduce((all, { value }) => all + value, 0);
    while (sum('gyeol_frames_total') < 3) samples = await read();
    const value = (name: string, labels: object) =>
      samples.find((each) => each.name === name && Object.entries(labels).every(([k, v]) => each.labels[k] === v))
        ?.value;

    expect(value('gyeol_stage_seconds_count', { stage: 'judge' })).toBe(3);
    expect(value('gyeol_stage_seconds_bucket', { stage: 'judge', le: '+Inf' })).toBe(3);
    expect(sum('gyeol_frame_seconds_count')).toBe(3);
    expect(value('gyeol_queue_frames_total', { folder: join(folder, 'queue'), event: 'finished' })).toBe(3);
    expect(value('gyeol_queue_waiting', {})).toBe(0);
    expect(value('gyeol_engine_jobs_total', { lane: 'judge', result: 'done' })).toBe(3);
    expect(value('gyeol_engine_restarts_total', { lane: 'judge' })).toBe(0);
    expect(value('gyeol_model_info', { stage: 'judge', device: 'cpu' })).toBe(1);
    expect(value('process_resident_memory_bytes', {})).toBeGreaterThan(1e7);
  });

  it('counts a failure by its code, and a lane that was killed', async () => {
    await nodeRed.ask('/inspect', { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: 'no picture' });
    let samples = await read();
    const failed = () => samples.filter(({ name }) => name === 'gyeol_errors_total').map(({ labels }) => labels.code);
    while (failed().length === 0) samples = await read();
    expect(failed()).toEqual([expect.stringMatching(/^ERR_IMAGE_/)]);

    const state = await (await nodeRed.as('reader', '/inspection-runtime/runtime/state')).json();
    process.kill((state as { judge: { pid: number } }).judge.pid, 'SIGKILL');
    const restarts = () =>
      samples.find(({ name, labels }) => name === 'gyeol_engine_restarts_total' && labels.lane === 'judge')?.value;
    while (restarts() === 0) samples = await read();
    expect(restarts()).toBe(1);
  });

  it('is ready, and is not when the queue has no room', async () => {
    const health = async () => {
      const response = await nodeRed.as('reader', '/inspection/health');
      const { checks } = (await response.json()) as { checks: { check: string; ok: boolean }[] };
      return { status: response.status, checks };
    };
    const { status, checks } = await health();
    expect(status).toBe(200);
    expect(new Set(checks.map(({ check }) => check))).toEqual(new Set(['engine', 'disk', 'queue', 'database']));

    await nodeRed.deployAs('owner', [...flow(folder).filter(({ id }) => id !== 'clip')]);
    for (let n = 0; n < 5; n++) {
      const body = new Uint8Array(await jpeg(80 + n));
      await nodeRed.ask('/inspect', { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body });
    }
    const full = await health();
    expect(full.status).toBe(503);
    expect(full.checks.filter(({ ok }) => !ok)).toMatchObject([{ check: 'queue', detail: '5' }]);
  });
});
