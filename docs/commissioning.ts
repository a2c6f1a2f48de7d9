import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { packageRoot } from '../lib/package-root';
import { commissionInSidebar } from '../test/support/commissioning';
import { openBrowser, openEditor } from '../test/support/editor';
import { startLine, unusedPort } from '../test/support/line';
import { sortedParts } from '../test/support/parts';

/** The sidebar after it fitted limits to pictures of one product, and the page with the details. */
export async function photographCommissioning(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'node-red-'));
  const line = await startLine(folder, await unusedPort(), ['--every', '3000']);
  const browser = await openBrowser();
  const picture = (name: string) => ({ path: join(packageRoot(), 'docs', name) });
  try {
    const page = await openEditor(browser, line.address);
    await page.setViewportSize({ width: 1600, height: 1700 });
    await commissionInSidebar(page, await sortedParts(join(folder, 'parts')));
    await page.locator('.gyeol-commissioning-name').fill('브래킷 A');
    await makeRoom(page);
    await page.screenshot(picture('commissioning.ko.png'));
    const opened = page.context().waitForEvent('page');
    await page.locator('.gyeol-commissioning-open').click();
    const details = await opened;
    await details.locator('h1').waitFor();
    await details.setViewportSize({ width: 960, height: 1100 });
    await details.screenshot(picture('commissioning-page.ko.png'));
  } finally {
    await browser.close();
    await line.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Draws the border below the sidebar's upper part down, as a person would to see the whole. */
async function makeRoom(page: Page): Promise<void> {
  const panel = (await page.locator('.gyeol-commissioning').boundingBox())!;
  const border = panel.y + panel.height + 6;
  await page.mouse.move(panel.x + panel.width / 2, border);
  await page.mouse.down();
  await page.mouse.move(panel.x + panel.width / 2, border + 1300, { steps: 10 });
  await page.mouse.up();
  await page.locator('.gyeol-commissioning').evaluate((element) => element.scrollTo(0, 0));
}
