import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gate, isAlive, jobsDirectory, order, stateWhere, testEngine, until } from './engine';

it('gives each lane a process of its own, so that none waits for another', async () => {
  const engine = testEngine();
  const { path, open } = gate();
  const judgement = order(engine, { gate: path });
  const { pid } = await stateWhere(engine, ({ running }) => running === 1);
  const { output } = await engine.run('translate', {} as never);
  const other = (output as unknown as { pid: number }).pid;
  expect(other).not.toBe(pid);
  expect(getPriority(other)).toBeGreaterThan(getPriority(pid));
  open();
  await judgement;
});

it('outlives the Ctrl-C that its whole process group gets', async () => {
  const engine = testEngine();
  const { pid } = await order(engine, {});
  process.kill(pid, 'SIGINT');
  process.kill(pid, 'SIGTERM');
  expect((await order(engine, {})).pid).toBe(pid);
});

it('ends with its parent, however that ended', async () => {
  const inference = join(__dirname, '../../dist/lib/inference/index.js');
  const parent = spawn(process.execPath, [join(__dirname, 'orphan.js'), inference, jobsDirectory]);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid));
});
