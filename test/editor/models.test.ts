import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package-root';
import { closeForm, deployFlows, hasBrowser, openBrowser, openEditor, openForm } from '../support/editor';
import { ownCatalogue } from '../support/own-catalogue';
import { gate, sendPart, startHub, type Hub } from '../support/hub';
import { startLine, unusedPort, type RunningLine } from '../support/line';
import { untilReport } from '../support/reports';

const PIECES = 8;

describe.runIf(hasBrowser)('the models in the form of inspection-runtime', () => {
  let folder: string;
  let hub: Hub;
  let line: RunningLine;
  let browser: Browser;
  let page: Page;
  const row = (id: string): Locator => page.locator(`[data-model="${id}"]`);
  const mark = (id: string) => row(id).locator('.inspection-runtime-mark');

  beforeAll(async () => {
    const starters = join(packageRoot(), 'models/starter');
    hub = await startHub({ 'plant/clip': join(starters, 'clip'), 'plant/marian': join(starters, 'marian') });
    process.env.HF_ENDPOINT = hub.address;
    process.env.GYEOL_CATALOGUE = ownCatalogue([
      { id: 'plant-clip', family: 'clip' },
      { id: 'plant-marian', family: 'marian' },
      { id: 'plant-other', family: 'nllb' },
    ]);
    folder = await mkdtemp(join(tmpdir(), 'models-form-'));
    line = await startLine(folder, await unusedPort(), ['--every', '2000']);
    browser = await openBrowser();
    page = await openEditor(browser, line.address);
    const runtime = await page.evaluate(
      "(() => { let id; RED.nodes.eachConfig((node) => { if (node.type === 'inspection-runtime') id = node.id; }); return id; })()",
    );
    await openForm(page, runtime as string);
  });
  afterAll(async () => {
    await browser?.close();
    await line?.stop();
    await hub?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('lists what is here, what can be pulled and what is refused, with size, licence and use', async () => {
    await row('plant-clip').waitFor();
    expect(await row('plant-clip').innerText()).toMatch(
      /plant-clip.*Apache-2\.0.*받을 수 있음[\s\S]*우리 라인의 부품\./,
    );
    expect(await row('starter-clip').innerText()).toMatch(/\d+ MB.*기본 포함/);
    expect(await row('clip-vit-base-patch32').innerText()).toMatch(/608 MB · MIT · 메모리 ~1000 MB.*받을 수 있음/);
    expect(await row('plant-other').innerText()).toContain('이 버전에서 불가');
    const bad = row('Helsinki-NLP/opus-mt-tc-big-en-ko');
    expect(await bad.innerText()).toMatch(/거절됨[\s\S]*엉뚱한 문장/);
    expect(await bad.locator('button').count()).toBe(0);
  });

  it('shows the licence, then pulls with a bar that moves', { timeout: 120_000 }, async () => {
    const { fault, open } = gate(PIECES);
    hub.faults.set('plant/clip/onnx/vision_model.onnx', fault);
    await row('plant-clip').getByRole('button', { name: '받기' }).click();
    const dialog = page.locator('.red-ui-notification').filter({ hasText: '라이선스: Apache-2.0' });
    await dialog.waitFor();
    expect(hub.seen).toEqual([]);
    await dialog.getByRole('button', { name: '받기' }).click();

    const bar = row('plant-clip').locator('progress');
    await bar.waitFor();
    const values: number[] = [];
    for (let piece = 0; piece < PIECES - 1; piece++) {
      open();
      const least = values.at(-1) ?? 0;
      await page.waitForFunction(
        `document.querySelector('[data-model="plant-clip"] progress')?.value > ${least} && /plant-clip.* %/s.test(document.querySelector('[data-model="plant-clip"]').innerText)`,
      );
      values.push(Number(await bar.getAttribute('value')));
    }
    expect(values.at(-1)!).toBeGreaterThan(values[0]!);
    expect(new Set(values).size).toBeGreaterThan(3);
    open();
    await mark('plant-clip').filter({ hasText: '있음' }).waitFor();
    expect(await bar.count()).toBe(0);
  });

  it('cancels a pull and offers to go on', async () => {
    hub.faults.set('plant/marian/onnx/encoder_model.onnx', sendPart(900_000, 'stall'));
    await row('plant-marian').getByRole('button', { name: '받기' }).click();
    await page.locator('.red-ui-notification').getByRole('button', { name: '받기' }).click();
    await row('plant-marian').getByRole('button', { name: '취소' }).click();
    await row('plant-marian').getByRole('button', { name: '이어 받기' }).waitFor();
    expect(await mark('plant-marian').innerText()).toBe('받다 멈춤');
  });

  it('tries the chosen model and tells the word of its self-test', { timeout: 120_000 }, async () => {
    const choice = page.locator('.inspection-runtime-choice[data-family=clip]');
    await choice.locator('select').selectOption('plant-clip');
    await choice.getByRole('button', { name: '시험' }).click();
    await choice.getByText(/자가 시험 통과 · 기준값 [1-9]개 일치 · \d+ ms/).waitFor({ timeout: 60_000 });

    await choice.locator('select').selectOption({ label: '다른 폴더 …' });
    await choice.locator('input').fill('/nowhere/at/all');
    await choice.getByRole('button', { name: '시험' }).click();
    await choice.getByText(/자가 시험 실패 · 모델 .*없습니다/).waitFor({ timeout: 60_000 });
    await choice.locator('select').selectOption('plant-clip');
  });

  it('judges with the chosen model after Deploy', { timeout: 180_000 }, async () => {
    await closeForm(page);
    await deployFlows(page);
    await untilReport(folder, ({ models }) => models?.judge?.id === 'plant-clip');
  });
});
