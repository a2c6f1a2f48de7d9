import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach } from 'vitest';

/** A fresh folder before each test; read its path inside the test. */
export function useFreshFolder(prefix: string): { readonly path: string } {
  const paths: string[] = [];
  beforeEach(() => void paths.push(mkdtempSync(join(tmpdir(), prefix))));
  // Not after each: flows that are unloaded then may still write.
  afterAll(() => paths.forEach((path) => rmSync(path, { recursive: true, force: true, maxRetries: 5 })));
  return {
    get path() {
      return paths.at(-1)!;
    },
  };
}
