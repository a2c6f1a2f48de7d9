import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Label, LabelKind } from '../../lib/inspection/labels';
import { RecipeFolder } from '../../lib/recipe/folder';
import { regionsHash } from '../../lib/recipe/fit';
import { useOfRecipe, type Recipe } from '../../lib/recipe/recipe';
import { readEntry } from '../../lib/audit/entry';
import { clipFilter, contourMeasure, helperNode, TINY_RUNTIME } from '../support/flows';
import { deploy, nextAt, nextAtAny, nodeOf, statusShown, useNodeRed } from '../support/node-red';
import { scratchedPlate } from '../support/pictures';
import { recipe } from '../support/recipes';
import type { InspectionMessage } from '../../nodes/shared/messages';

const userDir = mkdtempSync(join(tmpdir(), 'recipe-'));
useNodeRed({ lang: 'ko', userDir });

const folder = new RecipeFolder(join(userDir, 'gyeol-recipes'));
const RECIPE = { id: 'recipes', type: 'inspection-recipe', name: '', standard: '' };
const OUTPUTS = ['ng', 'ok', 'review'].map(helperNode);
const flow = (options: object = {}) => [
  TINY_RUNTIME,
  { ...RECIPE, ...options },
  clipFilter({ recipe: 'recipes', labels: [] }),
  ...OUTPUTS,
];
/** Every picture is what the only label says. */
const always = (kind: LabelKind) => {
  const labels: Label[] = [{ id: kind, en: kind, ko: kind, kind }];
  return { judge: { ...recipe('').judge, labels } };
};
const judged = async (message: object): Promise<InspectionMessage> => {
  const out = nextAtAny(['ng', 'ok', 'review', 'caught']);
  nodeOf('clip').receive({ payload: await scratchedPlate(), ...message } as never);
  return out;
};

beforeEach(async () => {
  await folder.save(recipe('door', { products: ['D-100'], ...always('defect') }));
  await folder.save(recipe('hood', { products: ['H-1'], ...always('normal') }));
});

describe('a line with recipes', () => {
  it('judges each picture by the recipe of its product and records which', async () => {
    await deploy(flow());
    const door = await judged({ part: { product: 'D-100' } });
    expect(door.inspection!.judgement).toMatchObject({ decision: 'ng', label: { id: 'defect' } });
    expect(door.inspection!.recipe).toEqual(useOfRecipe(await folder.read('door')));
    expect((await judged({ part: { product: 'H-1' } })).inspection!.judgement!.decision).toBe('ok');
    expect((await judged({ part: { product: 'D-100' }, recipe: 'hood' })).inspection!.judgement!.decision).toBe('ok');
  });

  it('refuses a product it has no recipe for, in words', async () => {
    await deploy(flow({ standard: 'hood' }));
    const { error } = (await judged({ part: { product: 'X-9' } })).inspection!;
    expect(error).toMatchObject({ code: 'ERR_RECIPE_PRODUCT', message: '제품 X-9에 맞는 레시피가 없습니다' });
    expect((await judged({})).inspection!.recipe!.id).toBe('hood');
  });

  it('changes over by a message without a picture, and stays so after a deploy', async () => {
    await deploy(flow({ standard: 'hood' }));
    expect((await judged({})).inspection!.judgement!.decision).toBe('ok');
    const wrong = nextAt('caught');
    nodeOf('clip').receive({ recipe: 'no such' } as never);
    expect(((await wrong) as { error?: { message: string } }).error!.message).toContain('ERR_RECIPE_MISSING');
    const shown = statusShown('clip', 'door');
    nodeOf('clip').receive({ recipe: 'door' } as never);
    expect((await judged({})).inspection!.judgement!.decision).toBe('ng');
    await shown;
    await helper.unload();
    await deploy(flow({ standard: 'hood' }));
    expect((await judged({})).inspection!.recipe!.id).toBe('door');
    nodeOf('clip').receive({ recipe: 'hood' } as never);
    expect((await judged({})).inspection!.recipe!.id).toBe('hood');
  });

  it('refuses thresholds that were fitted on another model, other prompts or other regions', async () => {
    await deploy(flow());
    const { judgement } = (await judged({ recipe: 'door' })).inspection!;
    const { judge } = await folder.read('door');
    const fit = {
      model: judgement!.model,
      promptsHash: judgement!.promptsHash,
      picturesHash: judgement!.picturesHash,
      regionsHash: regionsHash(judge),
      at: '2026-11-26T09:00:00.000+09:00',
      ok: 20,
      ng: 10,
    };
    const codeWith = async (changes: Partial<Recipe>) => {
      await folder.save({ ...recipe('door'), judge, fit, ...changes });
      return (await judged({ recipe: 'door' })).inspection!.error;
    };
    expect(await codeWith({})).toBeUndefined();
    expect(await codeWith({ fit: { ...fit, picturesHash: 'x', model: 'former' } })).toMatchObject({
      code: 'ERR_RECIPE_FIT',
      message: expect.stringContaining('달라진 것: model / 모델, 당시 former'),
    });
    expect(await codeWith({ judge: { ...judge, templates: ['{} 모양'] } })).toMatchObject({ code: 'ERR_RECIPE_FIT' });
    expect(await codeWith({ judge: { ...judge, regions: { centreCrop: 0.5 } } })).toMatchObject({
      code: 'ERR_RECIPE_FIT',
    });
  });

  it('measures by the recipe’s settings and calibration', async () => {
    await folder.save(recipe('door', { measure: { largest: 1 }, calibration: { id: '카메라 1', mmPerPixel: 0.5 } }));
    await deploy([TINY_RUNTIME, RECIPE, contourMeasure({ recipe: 'recipes' }), helperNode('measured')]);
    const out = nextAt('measured');
    nodeOf('measure').receive({ payload: await scratchedPlate(), recipe: 'door' } as never);
    const { measurement, regions } = (await out).inspection!;
    expect(measurement).toMatchObject({ calibrated: true, calibrationId: '카메라 1' });
    expect(regions).toHaveLength(1);
    expect(regions![0]!.length.mm).toBeCloseTo(regions![0]!.length.px / 2, 6);
  });
});

describe('the form of inspection-recipe', () => {
  const ask = (path: string) => helper.request().get(`/inspection-recipe/${path}`);
  const tell = (path: string, body: object) => helper.request().post(`/inspection-recipe/${path}`).send(body);
  const ids = (body: unknown) => (body as { recipes: { id: string }[] }).recipes.map(({ id }) => id);

  it('lists, exports, imports, removes and brings back, and the audit log tells it', async () => {
    await deploy(flow());
    expect(ids((await ask('recipes')).body)).toEqual(['door', 'hood']);
    const { body: exported } = await ask('recipes/door');
    expect(exported).toEqual(await folder.read('door'));
    const again = await tell('import', { file: JSON.stringify({ ...(exported as object), id: 'door 2' }) });
    expect(ids(again.body)).toEqual(['door', 'door 2', 'hood']);
    expect(ids((await tell('remove', { id: 'door 2' })).body)).toEqual(['door', 'hood']);
    expect(ids((await tell('restore', { id: 'door 2', version: 1 })).body)).toContain('door 2');
    await tell('remove', { id: 'door 2' });
    const entries = (await readFile(join(userDir, 'gyeol-audit/audit.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map(readEntry);
    const told = entries.filter((entry) => entry!.subject === 'door 2').map((entry) => entry!.event);
    expect(told).toEqual(['recipe.saved', 'recipe.removed', 'recipe.saved', 'recipe.removed']);
  });

  it.each([
    ['a text', { file: '레시피' }],
    [
      'a recipe with a path for its name',
      { file: JSON.stringify({ ...recipe('../x'), schema: 1, version: 1, savedAt: 'x' }) },
    ],
  ])('refuses %s with what to do', async (_name, body) => {
    await deploy(flow());
    const { status, body: told } = await tell('import', body);
    expect(status).toBe(400);
    expect(told).toMatchObject({ code: 'ERR_RECIPE', advice: expect.stringContaining('레시피 파일') });
  });

  it('saves what stands in the form of clip-filter as the next version, and keeps the rest of the recipe', async () => {
    await deploy(flow());
    await folder.save(recipe('door', { products: ['D-100'], calibration: { id: 'c', mmPerPixel: 0.1 } }));
    const { version } = await folder.read('door');
    const region = { roi: '0.1, 0.1, 0.5, 0.5', columns: '2', rows: '1' };
    const form = { ...clipFilter(), threshold: '0.7', ...region, fine: true, fineBudget: '1500', fineLimit: '' };
    const { body } = await helper.request().post('/clip-filter/recipe').send({ id: 'door', form });
    expect(body).toEqual({ id: 'door', version: version + 1 });
    expect(await folder.read('door')).toMatchObject({
      products: ['D-100'],
      calibration: { mmPerPixel: 0.1 },
      judge: {
        decision: { threshold: 0.7 },
        regions: { roi: [0.1, 0.1, 0.5, 0.5], tiles: { columns: 2, rows: 1 } },
        fine: { overlap: 0.2, budgetMs: 1500 },
      },
    });
  });
});
