/** Takes the pictures of the documentation from the running product: `npm run screenshots`. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Inspection } from '../lib/inspection/record';
import { packageRoot } from '../lib/package-root';
import { closeForm, openBrowser, openEditor, openForm } from '../test/support/editor';
import { startLine, unusedPort } from '../test/support/line';
import { photographCommissioning } from './commissioning';
import { photographMeasuring } from './measuring-forms';
import { photographModels } from './models-form';

const docs = join(packageRoot(), 'docs');

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'screenshots-'));
  const line = await startLine(folder, await unusedPort(), ['--every', '1500']);
  const browser = await openBrowser();
  try {
    const page = await openEditor(browser, line.address);
    await page.waitForFunction("RED.nodes.filterNodes({ type: 'report' })[0].status?.fill === 'green'", undefined, {
      timeout: 120_000,
    });
    await page.evaluate("RED.sidebar.show('debug')");
    await page.setViewportSize({ width: 1600, height: 1150 });
    await shoot(page, 'line.png');
    await page.setViewportSize({ width: 1600, height: 1000 });

    const clip = (await page.evaluate("RED.nodes.filterNodes({ type: 'clip-filter' })[0].id")) as string;
    await openForm(page, clip);
    await page
      .locator('.red-ui-tray')
      .last()
      .screenshot({ path: join(docs, 'clip-filter.ko.png') });
    await closeForm(page);

    await page.waitForFunction(
      "parseInt(RED.nodes.filterNodes({ type: 'report' })[0].status?.text ?? '') >= 12",
      undefined,
      { timeout: 120_000 },
    );
    const live = await page.context().newPage();
    await live.goto(`${line.address}/live`);
    await shoot(live, 'live.png');
    await photographReport(join(folder, 'outputs'));
  } finally {
    await browser.close();
    await line.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(docs, name) });
}

/** The first page of the first NG report whose caption and judgement agree, by pdftoppm. */
async function photographReport(outputs: string): Promise<void> {
  const pdfs = (await readdir(outputs, { recursive: true })).filter((name) => name.endsWith('.pdf')).sort();
  const agrees = (pdf: string) => {
    const record = JSON.parse(readFileSync(join(outputs, pdf.replace(/pdf$/, 'json')), 'utf8')) as Inspection;
    return record.judgement?.decision === 'ng' && !record.quality?.review;
  };
  const pdf = pdfs.find(agrees)!;
  const target = join(docs, 'report');
  execFileSync('pdftoppm', ['-r', '90', '-png', '-l', '1', '-singlefile', join(outputs, pdf), target]);
  await rename(`${target}.png`, join(docs, 'report.png'));
}

const SETS: Record<string, () => Promise<void>> = {
  line: main,
  models: photographModels,
  commissioning: photographCommissioning,
  measuring: photographMeasuring,
};

/** All of them, or those that are named. */
async function all(): Promise<void> {
  const names = process.argv.slice(2);
  for (const [name, take] of Object.entries(SETS)) if (names.length === 0 || names.includes(name)) await take();
}

void all();
