import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../lib/package-root';

it('loads every file beside it and names what there is to measure', () => {
  const main = join(packageRoot(__dirname), 'dist/bench/main.js');
  const { status, stderr } = spawnSync(process.execPath, [main, 'nothing'], { encoding: 'utf8' });
  expect(stderr).toMatch(/no benchmark nothing; there are: .*cases.*queue-backlog.*tiles/);
  expect(status).toBe(2);
});
