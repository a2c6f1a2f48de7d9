import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { CatalogueModel } from '../../lib/models/catalogue';

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

/** A plant's own catalogue with models that a {@link startHub} holds; its path. */
export function ownCatalogue(models: (Pick<CatalogueModel, 'id' | 'family'> & Partial<CatalogueModel>)[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'catalogue-')), 'catalogue.json');
  const complete = models.map((model) => ({
    source: { repository: `plant/${model.family}`, revision: 'main' },
    precisions: ['fp32'],
    license: 'Apache-2.0',
    memory_mb: 300,
    languages: ['en', 'ko'],
    good_for: { en: 'The parts of our line.', ko: '우리 라인의 부품.' },
    ...model,
  }));
  writeFileSync(path, JSON.stringify({ format: 1, models: complete, refused: [] }));
  return path;
}
