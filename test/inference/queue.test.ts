import { describe, expect, it } from 'vitest';
import { codeOf, gate, order, stateWhere, testEngine } from './engine';

describe('the queue of a lane', () => {
  it('answers every request with its own result', async () => {
    const engine = testEngine();
    const tags = Array.from({ length: 50 }, (_, tag) => tag);
    const answers = await Promise.all(tags.map((tag) => order(engine, { tag })));
    expect(answers.map(({ tag }) => tag)).toEqual(tags);
    expect(engine.state('clip')).toMatchObject({ phase: 'ready', done: 50, failed: 0, waiting: 0, running: 0 });
  });

  it('runs together what waited together, up to the batch limit and by key', async () => {
    const engine = testEngine({ batch: 3 });
    const { path, open } = gate();
    const first = order(engine, { model: 'a', gate: path });
    await stateWhere(engine, ({ running }) => running === 1);
    const rest = ['a', 'b', 'a', 'a', 'b'].map((model) => order(engine, { model }));
    await stateWhere(engine, ({ waiting }) => waiting === rest.length);
    open();
    expect((await first).together).toBe(1);
    const together = (await Promise.all(rest)).map((answer) => answer.together);
    expect(Math.max(...together)).toBeGreaterThan(1);
    expect(Math.max(...together)).toBeLessThanOrEqual(3);
  });

  it('never makes an idle engine wait for company', async () => {
    const engine = testEngine();
    const { path, open } = gate();
    const first = order(engine, { model: 'a', gate: path });
    await stateWhere(engine, ({ running }) => running === 1);
    open();
    expect((await first).together).toBe(1);
  });

  it.each([
    ['reject', ['fulfilled', 'fulfilled', 'fulfilled', 'ERR_QUEUE_FULL', 'ERR_QUEUE_FULL']],
    ['drop-newest', ['fulfilled', 'fulfilled', 'fulfilled', 'ERR_DROPPED', 'ERR_DROPPED']],
    ['drop-oldest', ['fulfilled', 'ERR_DROPPED', 'ERR_DROPPED', 'fulfilled', 'fulfilled']],
  ] as const)('when full: %s', async (queuePolicy, expected) => {
    const engine = testEngine({ queuePolicy, queueLimit: 2 });
    const { path, open } = gate();
    const jobs = [order(engine, { tag: 0, gate: path })];
    await stateWhere(engine, ({ running }) => running === 1);
    for (const tag of [1, 2, 3, 4]) jobs.push(order(engine, { tag }));
    expect(engine.state('clip')).toMatchObject({ waiting: 2, running: 1, dropped: 2 });
    open();
    expect((await Promise.allSettled(jobs)).map(codeOf)).toEqual(expected);
  });

  it('books the wait and the stages', async () => {
    const engine = testEngine();
    const { timings } = await order(engine, {});
    expect(timings.queue).toBeGreaterThan(0);
    expect(timings.wait).toBeGreaterThanOrEqual(0);
  });

  it('tells progress while the job runs', async () => {
    const told: [number, string | undefined][] = [];
    await order(testEngine(), {}, { onProgress: (fraction, note) => told.push([fraction, note]) });
    expect(told).toEqual([[0.5, 'half']]);
  });

  it('carries an error home with its frame, and harms no neighbour', async () => {
    const engine = testEngine();
    const { path, open } = gate();
    const jobs = [order(engine, { gate: path })];
    await stateWhere(engine, ({ running }) => running === 1);
    jobs.push(order(engine, { act: 'fail', tag: 7 }, { frameId: 'cam-7' }), order(engine, { tag: 8 }));
    open();
    const results = await Promise.allSettled(jobs);
    expect(results.map(codeOf)).toEqual(['fulfilled', 'ERR_INTERNAL', 'fulfilled']);
    expect((results[1] as PromiseRejectedResult).reason).toMatchObject({
      frameId: 'cam-7',
      parameters: { reason: 'not this one: 7' },
    });
  });

  it('refuses what cannot be sent, and goes on', async () => {
    const engine = testEngine();
    await expect(order(engine, { tag: (() => 1) as never })).rejects.toMatchObject({ code: 'ERR_INTERNAL' });
    expect((await order(engine, { tag: 1 })).tag).toBe(1);
  });
});
