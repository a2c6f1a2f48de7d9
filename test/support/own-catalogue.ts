import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogueModel } from '../../lib/models/catalogue';

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
