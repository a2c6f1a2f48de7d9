import { describe, expect, it, vi } from 'vitest';
import { codeOf, gate, order, stateWhere, testEngine } from './engine';

const tags = (count: number) => Array.from({ length: count }, (_, tag) => tag);

describe('the supervision of a lane', () => {
  it('cancels before and during the work', async () => {
    const engine = testEngine();
    const { path } = gate();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const jobs = Promise.allSettled([
      order(engine, { gate: path }, { signal: running.signal }),
      order(engine, {}, { signal: waiting.signal }),
      order(engine, {}, { signal: AbortSignal.abort() }),
    ]);
    await stateWhere(engine, (state) => state.running >= 1);
    waiting.abort();
    running.abort();
    expect((await jobs).map(codeOf)).toEqual(['ERR_CANCELLED', 'ERR_CANCELLED', 'ERR_CANCELLED']);
    const { pid } = await order(engine, {});
    expect(engine.state('clip')).toMatchObject({ pid, restarts: 0, failed: 0 });
  });

  it('asks a job to stop when its time is over, and keeps the process', async () => {
    const engine = testEngine();
    const { pid } = await order(engine, {});
    await expect(order(engine, { gate: gate().path }, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'ERR_TIMEOUT',
      parameters: { limit: 50 },
    });
    expect((await order(engine, {})).pid).toBe(pid);
  });

  it('ends a process that blocks past the time limit, and runs the neighbours again', async () => {
    const engine = testEngine({ batch: 1 });
    const { pid } = await order(engine, {});
    const blocked = order(engine, { act: 'block' }, { timeoutMs: 100 });
    const neighbours = tags(3).map((tag) => order(engine, { tag }));
    await expect(blocked).rejects.toMatchObject({ code: 'ERR_TIMEOUT' });
    const answers = await Promise.all(neighbours);
    expect(answers.map(({ tag }) => tag)).toEqual(tags(3));
    expect(answers.every((answer) => answer.pid !== pid)).toBe(true);
  });

  it('loses and doubles nothing when its process is killed again and again', async () => {
    const engine = testEngine({ queueLimit: 300 });
    const settled: number[] = [];
    const jobs = tags(200).map(async (tag) => {
      const answer = await order(engine, { tag, model: `m${tag % 3}` });
      settled.push(tag);
      // Every 20th result costs the process its life, most often with a batch under way.
      if (tag % 20 === 10) process.kill(engine.state('clip').pid ?? answer.pid, 'SIGKILL');
      return answer;
    });
    const answers = await Promise.all(jobs);
    expect(answers.map(({ tag }) => tag)).toEqual(tags(200));
    expect(settled.toSorted((a, b) => a - b)).toEqual(tags(200));
    expect(engine.state('clip')).toMatchObject({ done: 200, failed: 0, waiting: 0, running: 0 });
    expect(engine.state('clip').restarts).toBeGreaterThan(0);
  });

  it('convicts the picture that kills the process by itself, and no neighbour', async () => {
    vi.stubEnv('GYEOL_TEST_CRASH', 'poison');
    const engine = testEngine();
    const { path, open } = gate();
    const first = order(engine, { gate: path });
    await stateWhere(engine, ({ running }) => running === 1);
    const jobs = tags(5).map((tag) => {
      const bytes = Buffer.from(tag === 2 ? 'a poisoned picture' : 'a good picture');
      return order(engine, { tag, picture: { bytes } });
    });
    open();
    await first;
    const results = await Promise.allSettled(jobs);
    vi.unstubAllEnvs();
    expect(results.map(codeOf)).toEqual(['fulfilled', 'fulfilled', 'ERR_ENGINE_CRASHED', 'fulfilled', 'fulfilled']);
    expect((results[2] as PromiseRejectedResult).reason.parameters.count).toBe(2);
  });

  it('is patient with deaths that may come from outside', async () => {
    const engine = testEngine();
    const { path, open } = gate();
    const job = order(engine, { gate: path, tag: 'slow' });
    for (let death = 0; death < 4; death++) {
      const { pid } = await stateWhere(engine, (state) => state.running === 1 && state.restarts === death);
      process.kill(pid!, 'SIGKILL');
    }
    await stateWhere(engine, (state) => state.running === 1 && state.restarts === 4);
    open();
    expect((await job).tag).toBe('slow');
  });

  it('tells those who wait when a process cannot start its work, and tries anew for the next', async () => {
    const engine = testEngine();
    const failure = await engine.run('caption', {} as never).catch((error) => error);
    expect(failure).toMatchObject({ code: 'ERR_MODEL_LOAD' });
    expect(failure.message).toContain('libnative.so');
    expect(engine.state('caption')).toMatchObject({ phase: 'failed', waiting: 0 });
    expect((await order(engine, {})).runs).toBe(1);
  });

  it('replaces a process that grew beyond its memory limit', async () => {
    const engine = testEngine({ memoryLimitMb: 300 });
    const small = await order(engine, {});
    const grown = await order(engine, { act: 'grow' });
    const next = await order(engine, {});
    expect(grown.pid).toBe(small.pid);
    expect(next.pid).not.toBe(small.pid);
    expect(engine.state('clip').restarts).toBe(0);
  });

  it('ends an idle process and starts another for the next picture', async () => {
    const engine = testEngine({ idleSeconds: 0.05 });
    const { pid } = await order(engine, {});
    expect(await stateWhere(engine, ({ phase }) => phase === 'cold')).toMatchObject({ pid: undefined });
    expect((await order(engine, {})).pid).not.toBe(pid);
  });

  it('warms a process, and tells when the model is not there', async () => {
    const engine = testEngine();
    await engine.warm('clip', 'present');
    const { pid, phase } = engine.state('clip');
    expect(phase).toBe('ready');
    await expect(engine.warm('clip', 'missing')).rejects.toMatchObject({
      message: expect.stringContaining('no such model'),
    });
    expect((await order(engine, {})).pid).toBe(pid);
  });
});
