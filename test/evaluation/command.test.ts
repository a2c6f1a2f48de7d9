import { mkdtempSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../commands/evaluation/summary';
import { packageRoot } from '../../lib/package-root';
import { RecipeFolder } from '../../lib/recipe/folder';
import { withMemory } from '../../lib/recipe/reference';
import { gyeol } from '../support/command';
import { recipe } from '../support/recipes';

const folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
const manifest = join(packageRoot(), 'examples/pictures/manifest.jsonl');
const json = <T>(path: string) => JSON.parse(readFileSync(path, 'utf8')) as T;

/** The lane that describes gives way to everything else on the machine. */
const LONG = { timeout: 180_000 };

describe('gyeol evaluate over pictures', () => {
  it('writes figures with curves and intervals, and a page that can be looked at', async () => {
    const out = join(folder, 'all.json');
    const { status, stdout } = await gyeol(['evaluate', manifest, '--out', out]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^starter-clip {2}n 24 {2}errors 0 {2}AUROC/);
    const { n, auroc, auroc_interval, roc, calibration, decisions, region_overlap, confusion } = json<Summary>(out);
    expect(n).toBe(24);
    expect(auroc).toBeGreaterThan(0.9);
    expect(auroc_interval![0]).toBeLessThanOrEqual(auroc!);
    expect(roc).toContainEqual([1, 1]);
    expect(calibration!.bins.reduce((sum, bin) => sum + bin.n, 0)).toBe(24);
    const counts = Object.values(decisions).flatMap((side) => Object.values(side));
    expect(counts.reduce((sum, count) => sum + count)).toBe(24);
    expect(region_overlap).toBeGreaterThan(0.3);
    expect(confusion.labels).toContain('ok');
    const page = readFileSync(join(folder, 'all.html'), 'utf8');
    expect(page.match(/<svg/g)).toHaveLength(4);
    expect(page).toContain('<td class="right">');
    expect(page).toContain('data:image/jpeg;base64,');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it('plays the pointing game with where the words are seen, and draws the overlap over all limits', LONG, async () => {
    const out = join(folder, 'why.json');
    const { status } = await gyeol(['evaluate', manifest, '--why', '--captions', '--no-measure', '--out', out]);
    expect(status).toBe(0);
    const { why, caption } = json<Summary>(out);
    expect(why).toMatchObject({ n: 24, method: 'grad-cam' });
    expect(why!.pointing_game).toBeGreaterThan(0.8);
    expect(why!.aupro).toBeGreaterThan(0.6);
    expect(caption!.pointing_game).toBeGreaterThan(0.8);
    expect(why!.latency_ms.p50).toBeGreaterThan(0);
    const page = readFileSync(join(folder, 'why.html'), 'utf8');
    expect(page.match(/<svg/g)).toHaveLength(5);
    expect(page).toContain('AUPRO');
  });

  it('compares two recipes side by side', async () => {
    const recipes = new RecipeFolder(join(folder, 'recipes'));
    const { after: strict } = await recipes.save(recipe('strict', { name: '<엄격>' }));
    const only = [{ id: 'a', en: 'a', ko: '', kind: 'normal' as const }];
    const { after: blind } = await recipes.save(recipe('blind', { judge: { ...strict.judge, labels: only } }));
    const paths = await Promise.all(
      [strict, blind].map(async (one) => {
        const path = join(folder, `${one.id}.recipe.json`);
        await writeFile(path, JSON.stringify(one));
        return path;
      }),
    );
    const out = join(folder, 'two.json');
    const args = ['--no-measure', '--out', out, ...paths.flatMap((path) => ['--recipe', path])];
    expect((await gyeol(['evaluate', manifest, ...args])).status).toBe(0);
    const { runs } = json<{ runs: Record<string, Summary> }>(out);
    expect(Object.keys(runs)).toEqual(['<엄격> v1', 'blind v1']);
    expect(runs['blind v1']).toMatchObject({ auroc: 0.5, decisions: { defective: { ok: expect.any(Number), ng: 0 } } });
    expect(runs['<엄격> v1']!.auroc).toBeGreaterThan(0.9);
    const page = readFileSync(join(folder, 'two.html'), 'utf8');
    expect(page).toContain('<th>&lt;엄격&gt; v1</th>');
    expect(page.match(/<path class="other"/g)!.length).toBeGreaterThanOrEqual(3);
  });

  it('finds the good parts of each recipe: inside it, or by a path from its own file', async () => {
    const good = JSON.parse(
      readFileSync(manifest, 'utf8')
        .split('\n')
        .find((row) => row.includes('"has_defect": false'))!,
    );
    const picture = join(packageRoot(), 'examples/pictures', (good as { file: string }).file);
    const learnt = join(folder, 'lines/memories/good.json');
    expect((await gyeol(['learn', '--ok', picture, '--out', learnt])).status).toBe(0);
    const recipes = new RecipeFolder(join(folder, 'bundles'));
    const named = { rule: 'sum' as const, file: 'memories/good.json' };
    const judge = { ...recipe('').judge, reference: named };
    const { after: beside } = await recipes.save(recipe('beside', { judge }));
    const whole = await withMemory(judge, join(folder, 'lines'));
    const { after: inside } = await recipes.save(recipe('inside', { judge: whole }));
    await writeFile(join(folder, 'lines/beside.json'), JSON.stringify(beside));
    await writeFile(join(folder, 'inside.json'), JSON.stringify(inside));
    const out = join(folder, 'good.json');
    const paths = ['--recipe', join(folder, 'lines/beside.json'), '--recipe', join(folder, 'inside.json')];
    const { status } = await gyeol(['evaluate', manifest, '--no-measure', '--limit', '6', '--out', out, ...paths]);
    expect(status).toBe(0);
    const { runs } = json<{ runs: Record<string, Summary> }>(out);
    expect(runs['beside v1']!.errors).toBe(0);
    expect(runs['beside v1']!.decisions).toEqual(runs['inside v1']!.decisions);
  });
});
