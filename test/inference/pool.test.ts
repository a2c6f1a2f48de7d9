import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { acquireEngine, DEFAULT_SETTINGS } from '../../lib/inference';
import { gate, isAlive, jobsDirectory, order, stateWhere, testEngine, until } from './engine';

/** A temporary folder of the test's own; returns how many files and folders stand in it. */
function ownTemporaryFolder(): () => number {
  const folder = mkdtempSync(join(tmpdir(), 'pool-'));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return () => readdirSync(folder, { recursive: true }).length;
}

describe('the pool of engines', () => {
  it('shares an engine between equal settings, whatever the order of their keys', () => {
    const reversed = Object.fromEntries(
      Object.entries(DEFAULT_SETTINGS).reverse(),
    ) as unknown as typeof DEFAULT_SETTINGS;
    const handles = [DEFAULT_SETTINGS, reversed, { ...DEFAULT_SETTINGS, batch: 2 }].map((settings) =>
      acquireEngine(settings, { lingerMs: 0, jobsDirectory }),
    );
    onTestFinished(() => handles.forEach(({ release }) => release()));
    expect(handles[1]!.engine).toBe(handles[0]!.engine);
    expect(handles[2]!.engine).not.toBe(handles[0]!.engine);
  });

  it('keeps process and loaded models over a deploy', async () => {
    const before = acquireEngine(DEFAULT_SETTINGS, { jobsDirectory });
    const { pid } = await order(before.engine, {});
    before.release();
    before.release();
    const after = acquireEngine(DEFAULT_SETTINGS, { lingerMs: 0, jobsDirectory });
    onTestFinished(after.release);
    expect(await order(after.engine, {})).toMatchObject({ pid, runs: 2 });
  });

  it('leaves no process, listener or file behind, and cancels what is left', async () => {
    const listeners = process.listenerCount('exit');
    const { path } = gate();
    const temporaryFiles = ownTemporaryFolder();
    const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, batch: 3 }, { lingerMs: 0, jobsDirectory });
    const job = order(engine, { gate: path, picture: { bytes: new Uint8Array(2 ** 21) } });
    const { pid } = await stateWhere(engine, ({ running }) => running === 1);
    expect(temporaryFiles()).toBe(2);
    release();
    await expect(job).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    await expect(order(engine, {})).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    await until(() => !isAlive(pid!));
    await until(() => temporaryFiles() === 0);
    await until(() => process.listenerCount('exit') <= listeners);
  });
});

describe('large pictures', () => {
  it('arrive whole, written once for all jobs that share them', async () => {
    const { path, open } = gate();
    const temporaryFiles = ownTemporaryFolder();
    const engine = testEngine();
    const bytes = new Uint8Array(3 * 2 ** 20).fill(1);
    const small = new Uint8Array(1000).fill(1);
    const jobs = [bytes, bytes, small].map((picture) => order(engine, { gate: path, picture: { bytes: picture } }));
    await stateWhere(engine, ({ running }) => running > 0);
    const files = temporaryFiles();
    open();
    expect((await Promise.all(jobs)).map(({ sum }) => sum)).toEqual([3 * 2 ** 20, 3 * 2 ** 20, 1000]);
    expect(files).toBe(2); // The folder and one file.
  });

  it('arrive all the same when no temporary file can be written', async () => {
    vi.stubEnv('TMPDIR', '/nowhere');
    onTestFinished(() => void vi.unstubAllEnvs());
    const bytes = new Uint8Array(2 ** 21).fill(1);
    expect((await order(testEngine(), { picture: { bytes } })).sum).toBe(2 ** 21);
  });
});
