import { describe, expect, it, onTestFinished } from 'vitest';
import { acquireEngine, DEFAULT_SETTINGS } from '../../lib/inference';
import { automaticArena, automaticLimitMb, machineMemoryMb } from '../../lib/machine-memory';
import { isAlive, jobsDirectory, order, testEngine, until } from './engine';

const GB = 2 ** 30;

/** The engine as a config node that names these models holds it. */
const holding = (...models: string[]) => acquireEngine(DEFAULT_SETTINGS, { jobsDirectory, lingerMs: 0, models });

describe('the memory limit', () => {
  it('is a share of what the machine, or the container, has', () => {
    expect(machineMemoryMb(16 * GB, 0)).toBe(16_384);
    expect(machineMemoryMb(16 * GB, 4 * GB)).toBe(4096);
    expect(machineMemoryMb(16 * GB, 2 ** 63)).toBe(16_384);
    expect([1024, 4096, 16_384].map(automaticLimitMb)).toEqual([512, 1024, 4096]);
    expect([2048, 4096].map(automaticArena)).toEqual([false, true]);
  });

  it('replaces a process aloud, and leaves one in peace whose models need that much', async () => {
    const engine = testEngine({ memoryLimitMb: 300 });
    const small = await order(engine, {});
    await order(engine, { act: 'grow' });
    expect(engine.state('clip').problem).toMatchObject({ code: 'ERR_ENGINE_MEMORY', parameters: { limit: 300 } });
    const next = await order(engine, { act: 'grow' });
    expect(next.pid).not.toBe(small.pid);
    expect(await order(engine, {})).toMatchObject({ pid: next.pid, runs: 2 });
    expect(engine.state('clip')).toMatchObject({ done: 4, failed: 0, restarts: 0 });
  });
});

describe('a process', () => {
  it('gives back what it needs no more, once nothing waits', async () => {
    const engine = testEngine();
    await order(engine, {});
    const before = engine.state('clip').rssMb!;
    await order(engine, { act: 'litter' });
    expect(engine.state('clip').rssMb!).toBeGreaterThan(before + 50);
    for (let n = 0; n < 300; n++) await order(engine, {});
    expect(engine.state('clip').rssMb!).toBeLessThan(before + 25);
  });

  it('ends with its model, however often that is switched', async () => {
    const pids: number[] = [];
    const listeners = process.listenerCount('exit');
    let handle = holding('a');
    onTestFinished(() => handle.release());
    for (let round = 0; round < 20; round++) {
      const model = round % 2 === 0 ? 'a' : 'b';
      const before = handle;
      handle = holding(model);
      before.release();
      const answers = await Promise.all([1, 2, 3].map((tag) => order(handle.engine, { model, tag })));
      expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
      pids.push(answers[0]!.pid);
    }
    expect(new Set(pids).size).toBe(20);
    await until(() => pids.filter(isAlive).length === 1);
    expect(handle.engine.state('clip')).toMatchObject({ done: 60, failed: 0, restarts: 0 });
    process.kill(pids.at(-1)!, 'SIGKILL');
    await until(() => process.listenerCount('exit') === listeners);
  });

  it('keeps the models of all who hold the engine', async () => {
    const handles = [holding('a'), holding('b')];
    onTestFinished(() => handles.forEach(({ release }) => release()));
    const [{ engine }] = handles as [(typeof handles)[0]];
    const { pid } = await order(engine, { model: 'a' });
    for (const model of ['b', 'a', 'b']) expect((await order(engine, { model })).pid).toBe(pid);
  });

  it('finishes what it has before its model is switched', async () => {
    const first = holding('a');
    const jobs = Array.from({ length: 20 }, (_, tag) => order(first.engine, { model: 'a', tag }));
    const second = holding('b');
    onTestFinished(second.release);
    first.release();
    const { pid } = await order(second.engine, { model: 'b' });
    const answers = await Promise.all(jobs);
    expect(answers.map(({ tag }) => tag)).toEqual(jobs.map((_, tag) => tag));
    expect(answers.every((answer) => answer.pid !== pid)).toBe(true);
  });
});
