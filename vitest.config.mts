import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What engines remember of earlier runs, such as a self-test that was passed, must not spare a test its work. */
const cache = mkdtempSync(join(tmpdir(), 'cache-'));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: { ORT_DISABLE_TELEMETRY: '1', XDG_CACHE_HOME: cache },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
