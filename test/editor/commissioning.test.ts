import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inspection } from '../../lib/inspection/record';
import type { Recipe } from '../../lib/recipe/recipe';
import { commissionInSidebar, sortedSamples } from '../support/commissioning';
import { sortedParts } from '../support/parts';
import { deployFlows, hasBrowser, openBrowser, openEditor } from '../support/editor';
import { startLine, unusedPort, type RunningLine } from '../support/line';
import { untilReport } from '../support/reports';

describe.runIf(hasBrowser)('the sidebar for commissioning', () => {
  let folder: string;
  let line: RunningLine;
  let browser: Browser;
  let page: Page;
  const samples = sortedSamples();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commissioning-'));
    line = await startLine(folder, await unusedPort(), ['--every', '2000']);
    browser = await openBrowser();
    page = await openEditor(browser, line.address);
  });
  afterAll(async () => {
    await browser?.close();
    await line?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('fits limits to sorted pictures and says how sure they are', { timeout: 360_000 }, async () => {
    await commissionInSidebar(page, samples);
    const advice = await page.locator('.gyeol-commissioning-advice').innerText();
    expect(advice).toMatch(new RegExp(`불량을 양품으로 놓칠 비율: ${samples.ng.length}장 중 \\d+장`));
    expect(advice).toMatch(/보장하려면 양품 사진이 49장 이상/);
    const opened = page.context().waitForEvent('page');
    await page.locator('.gyeol-commissioning-open').click();
    const details = await opened;
    await details.locator('h1').waitFor();
    expect(await details.locator('svg.chart').count()).toBe(3);
    expect(await details.locator('figure img').count()).toBeGreaterThan(8);
    await details.close();
  });

  it('saves them as a recipe that judges after Deploy', { timeout: 180_000 }, async () => {
    await page.locator('.gyeol-commissioning-name').fill('샘플 제품');
    await page.locator('.gyeol-commissioning-save').click();
    await page.locator('.red-ui-notification').filter({ hasText: '저장: 레시피 샘플 제품 v1' }).waitFor();
    const saved = JSON.parse(await readFile(join(folder, 'gyeol-recipes/샘플 제품.recipe.json'), 'utf8')) as Recipe;
    expect(saved.fit).toMatchObject({ model: 'starter-clip', ok: samples.ok.length, ng: samples.ng.length });
    await deployFlows(page);
    const { recipe, judgement } = await untilReport(folder, (record) => record.recipe !== undefined);
    expect(recipe).toMatchObject({ id: '샘플 제품', version: 1 });
    expect(judgement!.promptsHash).toBe(saved.fit!.promptsHash);
  });

  it('is undone like any other edit', async () => {
    await page.evaluate("RED.actions.invoke('core:undo')");
    expect(await page.evaluate("RED.nodes.filterNodes({ type: 'clip-filter' })[0].recipe || ''")).toBe('');
  });

  it('takes the pictures of reports on which a person decided', { timeout: 120_000 }, async () => {
    await page.locator('.gyeol-commissioning-recall').click();
    await page.locator('.red-ui-notification').filter({ hasText: 'report의' }).waitFor();
    await page.evaluate(
      "(() => { const report = RED.nodes.filterNodes({ type: 'report' })[0]; report.evidence = true; report.changed = true; RED.nodes.dirty(true); })()",
    );
    await deployFlows(page);
    const kept = ({ evidence }: Inspection) => evidence?.picture !== undefined;
    const one = await untilReport(folder, kept);
    const other = await untilReport(folder, (record) => kept(record) && record.id !== one.id);
    for (const [{ id }, decision] of [
      [one, '합격'],
      [other, '폐기'],
    ] as const) {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ id, decision });
      const { status } = await fetch(`${line.address}/inspection/dispositions`, { method: 'POST', headers, body });
      expect(status).toBe(200);
    }
    const counts = () => page.locator('.gyeol-commissioning .count').allInnerTexts();
    const [ok, ng] = (await counts()).map(Number);
    await page.locator('.gyeol-commissioning-recall').click();
    await page.waitForFunction(`document.querySelector('.gyeol-commissioning .count').textContent === '${ok! + 1}'`);
    expect(await counts()).toEqual([String(ok! + 1), String(ng! + 1)]);
  });

  it(
    'learns the good parts of one product, shows what they add, and judges by them after Deploy',
    {
      timeout: 400_000,
    },
    async () => {
      const other = await openEditor(browser, line.address);
      await commissionInSidebar(other, await sortedParts(join(folder, 'parts')));
      const advice = await other.locator('.gyeol-commissioning-advice').innerText();
      expect(advice).toMatch(
        /양품 비교를 함께 씁니다\. 18장 중 바르게 판정한 사진: 문구만 \d+장, 양품 비교까지 1[78]장/,
      );
      const opened = other.context().waitForEvent('page');
      await other.locator('.gyeol-commissioning-open').click();
      const details = await opened;
      await details.getByRole('heading', { name: '양품 비교' }).waitFor();
      expect(await details.locator('svg.chart').allTextContents()).toEqual([
        expect.stringContaining('문구만'),
        expect.stringContaining('양품 비교까지'),
        expect.stringContaining('양품 비교까지'),
      ]);
      expect(await details.getByText('문구만 썼다면').count()).toBe(1);
      await details.close();
      await other.locator('.gyeol-commissioning-name').fill('부품');
      await other.locator('.gyeol-commissioning-save').click();
      await other.locator('.red-ui-notification').filter({ hasText: '저장: 레시피 부품 v1' }).waitFor();
      const saved = JSON.parse(await readFile(join(folder, 'gyeol-recipes/부품.recipe.json'), 'utf8')) as Recipe;
      const { hash, memory } = saved.judge.reference!;
      expect(memory).toMatchObject({ hash, pictures: expect.objectContaining({ length: 12 }) });
      await other.evaluate(
        "RED.nodes.eachConfig((one) => { if (one.type === 'inspection-recipe') { one.standard = '부품'; one.changed = true; } })",
      );
      await deployFlows(other);
      const { judgement } = await untilReport(folder, (record) => record.recipe?.id === '부품');
      expect(judgement!.reference).toMatchObject({ rule: 'sum', hash });
      await other.close();
    },
  );
});
