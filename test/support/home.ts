import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** Fresh folders of models and of the audit log before each test, which GYEOL_MODELS and GYEOL_AUDIT name. */
export function useModelsHome(): { readonly home: string } {
  const holder = { home: '' };
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'models-'));
    holder.home = join(root, 'models');
    mkdirSync(holder.home);
    process.env.GYEOL_MODELS = holder.home;
    process.env.GYEOL_AUDIT = join(root, 'audit');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  return holder;
}
