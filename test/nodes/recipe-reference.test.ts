import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Recipe } from '../../lib/recipe/recipe';
import type { InspectionMessage } from '../../nodes/shared/messages';
import { gyeol } from '../support/command';
import { clipFilter, helperNode } from '../support/flows';
import { deploy, nextAtAny, nodeOf, useNodeRed } from '../support/node-red';
import { part } from '../support/parts';

const userDir = mkdtempSync(join(tmpdir(), 'bundle-'));
useNodeRed({ lang: 'ko', userDir });

const RUNTIME = { id: 'runtime', type: 'inspection-runtime', name: 'starter', clip: 'starter-clip' };
const FLOW = [
  RUNTIME,
  { id: 'recipes', type: 'inspection-recipe', name: '', standard: '' },
  clipFilter({ recipe: 'recipes' }),
  ...['ng', 'ok', 'review'].map(helperNode),
];
/** Products of light and of dark parts. */
const picture = async (product: string, number: number) => {
  const light = await part(number);
  return product === 'light' ? light : sharp(light).negate().png().toBuffer();
};
const file = (product: string) => join(userDir, `${product}.json`);
const recipeFile = (id: string) => join(userDir, 'gyeol-recipes', `${id}.recipe.json`);
const stored = (id: string) => JSON.parse(readFileSync(recipeFile(id), 'utf8')) as Recipe;
const judged = async (message: object): Promise<NonNullable<InspectionMessage['inspection']>> => {
  const out = nextAtAny(['ng', 'ok', 'review', 'caught']);
  nodeOf('clip').receive(message as never);
  return (await out).inspection!;
};
const tell = (path: string, body: object) => helper.request().post(`/inspection-recipe/${path}`).send(body);

describe('a recipe with good parts', () => {
  beforeAll(async () => {
    for (const product of ['light', 'dark']) {
      const folder = join(userDir, product);
      mkdirSync(folder);
      for (let number = 0; number < 4; number++)
        writeFileSync(join(folder, `${number}.png`), await picture(product, number));
      expect((await gyeol(['learn', '--ok', folder, '--out', file(product)])).status).toBe(0);
    }
  });

  it('holds the memory itself, and says which models and glossary it was made with', async () => {
    await deploy(FLOW);
    for (const product of ['light', 'dark']) {
      const form = { ...clipFilter({ threshold: '0.6', margin: '0.1' }), reference: file(product) };
      const body = { id: product, form, runtime: 'runtime' };
      expect((await helper.request().post('/clip-filter/recipe').send(body)).status).toBe(200);
      const { hash } = JSON.parse(readFileSync(file(product), 'utf8')) as { hash: string };
      expect(stored(product).judge.reference).toMatchObject({ rule: 'sum', hash, memory: { hash } });
      expect(stored(product).judge.reference).not.toHaveProperty('file');
      rmSync(file(product));
    }
    expect(stored('light').origin).toMatchObject({
      models: { clip: { id: 'starter-clip', hash: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      glossary: { id: 'default', version: '1' },
    });
    const { body } = await helper.request().get('/inspection-recipe/recipes');
    expect((body as { recipes: object[] }).recipes).toMatchObject([
      { id: 'dark', good: 4 },
      { id: 'light', good: 4 },
    ]);
    expect(JSON.stringify(body)).not.toContain(String(stored('light').judge.reference!.memory!.vectors));
  });

  it('changes over to the other product’s good parts by a message', async () => {
    await deploy(FLOW);
    for (const [product, other] of [
      ['light', 'dark'],
      ['dark', 'light'],
    ] as const) {
      nodeOf('clip').receive({ recipe: product } as never);
      const { judgement, recipe } = await judged({ payload: await picture(product, 30) });
      expect(recipe!.id).toBe(product);
      expect(judgement!.reference!.hash).toBe(stored(product).judge.reference!.hash);
      const wrong = await judged({ payload: await picture(other, 30) });
      expect(wrong.judgement!.reference!.z).toBeGreaterThan(judgement!.reference!.z + 5);
    }
  });

  it('goes to another gateway as one file, and back to a former version', async () => {
    await deploy(FLOW);
    const { body: exported } = await helper.request().get('/inspection-recipe/recipes/light');
    const copied = { ...(exported as Recipe), id: 'copy' };
    expect((await tell('import', { file: JSON.stringify(copied) })).status).toBe(200);
    const without = { ...copied, judge: { ...copied.judge, reference: undefined } };
    expect((await tell('import', { file: JSON.stringify(without) })).status).toBe(200);
    expect(
      (await judged({ recipe: 'copy', payload: await picture('light', 31) })).judgement!.reference,
    ).toBeUndefined();
    expect((await tell('restore', { id: 'copy', version: 1 })).status).toBe(200);
    const { judgement, recipe } = await judged({ recipe: 'copy', payload: await picture('light', 31) });
    expect(recipe!.version).toBe(3);
    expect(judgement!.reference!.hash).toBe(copied.judge.reference!.hash);
  });

  it('is refused aloud with a memory that is spoilt, another, or away', async () => {
    await deploy(FLOW);
    const recipe = stored('dark');
    const { memory, ...rule } = recipe.judge.reference!;
    const other = stored('light').judge.reference!.memory!;
    for (const [reference, code] of [
      [{ ...rule, memory: { ...memory, picturesHash: 'x' } }, 'ERR_REFERENCE'],
      [{ ...rule, memory: other }, 'ERR_REFERENCE_HASH'],
      [{ ...rule, file: 'none.json' }, 'ERR_REFERENCE'],
    ] as const) {
      const spoilt = { ...recipe, judge: { ...recipe.judge, reference } };
      const { status, body } = await tell('import', { file: JSON.stringify(spoilt) });
      expect([status, (body as { code: string }).code]).toEqual([400, code]);
      writeFileSync(recipeFile('dark'), JSON.stringify(spoilt));
      expect((await judged({ recipe: 'dark', payload: await picture('dark', 30) })).error!.code).toBe(code);
    }
    writeFileSync(recipeFile('dark'), JSON.stringify(recipe));
    expect((await judged({ recipe: 'dark', payload: await picture('dark', 30) })).error).toBeUndefined();
  });
});
