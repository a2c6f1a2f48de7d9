import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** One folder for a test file: making keys takes seconds. */
export function useHome(): { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'opcua-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return { path };
}
