import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach } from 'vitest';
import { useFreshFolder } from './fresh';

/** Fresh folders of models and of the audit log before each test, which GYEOL_MODELS and GYEOL_AUDIT name. */
export function useModelsHome(): { readonly home: string } {
  const holder = { home: '' };
  const root = useFreshFolder('models-');
  beforeEach(() => {
    holder.home = join(root.path, 'models');
    mkdirSync(holder.home);
    process.env.GYEOL_MODELS = holder.home;
    process.env.GYEOL_AUDIT = join(root.path, 'audit');
  });
  return holder;
}
