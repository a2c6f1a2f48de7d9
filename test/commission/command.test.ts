import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package-root';
import type { Recipe } from '../../lib/recipe/recipe';
import { gyeol } from '../support/command';
import { sortedParts } from '../support/parts';

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
    expect(page.match(/<svg/g)).toHaveLength(3);
    expect(page.match(/data:image\/jpeg;base64,/g)!.length).toBeGreaterThan(8);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  }, 180_000);

  it('learns the good parts, too, where that helps, and keeps their memory in the recipe', async () => {
    await sortedParts(at('parts'));
    const out = at('out', '부품.recipe.json');
    const args = ['commission', '--ok', at('parts/ok'), '--ng', at('parts/ng'), '--out', out];
    const { status, stdout } = await gyeol(args, { GYEOL_LANG: 'ko' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/양품 비교를 함께 씁니다\. 18장 중 바르게 판정한 사진: 문구만 \d+장, 양품 비교까지 1[78]장/);
    const { judge, fit, origin } = JSON.parse(readFileSync(out, 'utf8')) as Recipe;
    const { rule, limit, band, hash, memory } = judge.reference!;
    expect([rule, hash, memory!.pictures]).toEqual(['sum', memory!.hash, expect.objectContaining({ length: 12 })]);
    expect([limit, band]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(fit).toMatchObject({ ok: 12, ng: 6 });
    expect(origin!.models.clip).toMatchObject({ id: 'starter-clip' });
    const page = readFileSync(at('out', '부품.html'), 'utf8');
    expect(page.match(/<svg/g)).toHaveLength(3);
    expect(page).toContain('문구만 썼다면');
    expect((await gyeol([...args, '--reference', 'never'])).status).toBe(0);
    expect((JSON.parse(readFileSync(out, 'utf8')) as Recipe).judge).not.toHaveProperty('reference');
  }, 180_000);

  it.each([
    ['a folder without pictures', ['--ok', at('empty')], 'no such file or folder'],
    ['a wish it does not know', ['--ok', at('ok'), '--reference', 'maybe'], 'ERR_OPTIONS'],
    ['a share of 2', ['--ok', at('ok'), '--miss', '2'], 'ERR_OPTIONS'],
    ['a recipe that is none', ['--ok', at('ok'), '--recipe', at('none.json')], 'ERR_RECIPE'],
  ])('refuses %s with what to do', async (_name, args, told) => {
    writeFileSync(at('none.json'), '[]');
    const { status, stderr } = await gyeol(['commission', ...args, '--out', at('x.json')]);
    expect(status).not.toBe(0);
    expect(stderr).toContain(told);
  });
});
