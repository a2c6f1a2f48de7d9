import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A fresh folder of models before each test, which GYEOL_MODELS names. */
export function useModelsHome(): { readonly home: string } {
  const holder = { home: '' };
  beforeEach(() => {
    holder.home = mkdtempSync(join(tmpdir(), 'models-'));
    process.env.GYEOL_MODELS = holder.home;
  });
  afterEach(() => rmSync(holder.home, { recursive: true, force: true }));
  return holder;
}
