import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package-root';
import type { Recipe } from '../../lib/recipe/recipe';
import { gyeol } from '../support/command';

const folder = mkdtempSync(join(tmpdir(), 'commission-'));
const at = (...path: string[]) => join(folder, ...path);
const pictures = join(packageRoot(), 'examples/pictures');

beforeAll(() => {
  const rows = readFileSync(join(pictures, 'manifest.jsonl'), 'utf8').trim().split('\n');
  for (const { file, has_defect, label } of rows.map((row) => JSON.parse(row) as Record<string, string>)) {
    const kind = has_defect ? join('ng', label!) : 'ok';
    mkdirSync(at(kind), { recursive: true });
    cpSync(join(pictures, file!.split('/').at(-1)!), at(kind, file!.split('/').at(-1)!));
  }
});

describe('gyeol commission', () => {
  it('writes a recipe that the node takes and a page that can be looked at', async () => {
    const out = at('out', '샘플.recipe.json');
    const args = ['--ok', at('ok'), '--ng', at('ng'), '--out', out, '--name', '샘플 표면', '--miss', '0.1'];
    const { status, stdout, stderr } = await gyeol(['commission', ...args], { GYEOL_LANG: 'ko' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/AUROC 0\.9\d|AUROC 1\.000/);
    expect(stdout).toMatch(/보장하려면 양품 사진이 49장 이상/);
    const recipe = JSON.parse(readFileSync(out, 'utf8')) as Recipe;
    expect(recipe).toMatchObject({ id: '샘플', name: '샘플 표면', version: 1, fit: { model: 'starter-clip' } });
    expect(recipe.judge.labels.find(({ kind }) => kind === 'normal')!.threshold).toBeGreaterThan(0.3);
    const page = readFileSync(at('out', '샘플.html'), 'utf8');
    expect(page).toContain('<h1>샘플 표면 시운전 결과</h1>');
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page.match(/data:image\/jpeg;base64,/g)!.length).toBeGreaterThan(8);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it.each([
    ['a folder without pictures', ['--ok', at('empty')], 'no such file or folder'],
    ['a share of 2', ['--ok', at('ok'), '--miss', '2'], 'ERR_OPTIONS'],
    ['a recipe that is none', ['--ok', at('ok'), '--recipe', at('none.json')], 'ERR_RECIPE'],
  ])('refuses %s with what to do', async (_name, args, told) => {
    writeFileSync(at('none.json'), '[]');
    const { status, stderr } = await gyeol(['commission', ...args, '--out', at('x.json')]);
    expect(status).not.toBe(0);
    expect(stderr).toContain(told);
  });
});
