import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { readCatalogue, type CatalogueModel } from '../../lib/models/catalogue';
import { starterModels } from '../../lib/models/starter';
import { packageRoot } from '../../lib/package-root';
import catalogue from '../../models/catalogue.json';
import schema from '../../models/catalogue.schema.json';
import { ownCatalogue } from '../support/own-catalogue';

const models = catalogue.models as CatalogueModel[];

describe('the catalogue', () => {
  it('has the form its schema describes', () => {
    const ajv = new Ajv({ allErrors: true });
    expect(ajv.validate(schema, catalogue) || ajv.errorsText()).toBe(true);
  });

  it('describes a plant’s own catalogue, too', () => {
    const own = ownCatalogue([{ id: 'plant-clip', family: 'clip' }]);
    return expect(readCatalogue(own)).resolves.toMatchObject({ models: [{ id: 'plant-clip' }, ...models] });
  });

  it('names each model once, and no known-bad one', () => {
    const ids = models.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const repositories = models.flatMap(({ source }) => ('repository' in source ? [source.repository] : []));
    expect(catalogue.refused.flatMap((bad) => bad.repositories).filter((bad) => repositories.includes(bad))).toEqual(
      [],
    );
    for (const { instead } of catalogue.refused) expect(ids).toContain(instead);
  });

  it('lists the models that ship as they are', async () => {
    const shipped = models.filter(({ source }) => 'shipped' in source);
    const starters = await starterModels();
    expect(
      shipped.map(({ id, family, license, languages }) => ({ id, family, license, languages })).sort(byId),
    ).toEqual(starters.map(({ id, family, license, languages }) => ({ id, family, license, languages })).sort(byId));
    for (const { source } of shipped) {
      expect(existsSync(join(packageRoot(), (source as { shipped: string }).shipped, 'model.json'))).toBe(true);
    }
  });

  it.each(models.filter(({ files }) => files).map((model) => [model.id, model] as const))(
    '%s has files for each of its precisions, and an archive its hash',
    (_, { files, precisions, source, prepare }) => {
      const found = new Set(files!.flatMap(({ precision }) => precision ?? []));
      const made = found.has('fp32') ? ['int8'] : [];
      if (!prepare) expect([...new Set([...found, ...made])].sort()).toEqual([...precisions].sort());
      if ('url' in source) expect(files![0]!.sha256).toMatch(/^[0-9a-f]{64}$/);
      if ('repository' in source) expect(files!.map(({ path }) => path)).toContain('config.json');
    },
  );

  it('says what is wrong with a plant’s own', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'own-')), 'own.json');
    writeFileSync(path, '{"models": 1}');
    const error = { code: 'ERR_CATALOGUE', parameters: { path, reason: expect.stringContaining('models') } };
    await expect(readCatalogue(path)).rejects.toMatchObject(error);
    await expect(readCatalogue('/nowhere.json')).rejects.toMatchObject({ code: 'ERR_CATALOGUE' });
  });
});

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
