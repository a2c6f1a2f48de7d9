import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { packageRoot } from '../../lib/package-root';

const pictures = join(packageRoot(), 'examples/pictures');

/** The sample pictures of the pack, as a person would sort them. */
export function sortedSamples(): { ok: string[]; ng: string[] } {
  const rows = readFileSync(join(pictures, 'manifest.jsonl'), 'utf8').trim().split('\n');
  const read = rows.map((row) => JSON.parse(row) as { file: string; has_defect: boolean });
  const side = (defect: boolean) =>
    read.filter(({ has_defect }) => has_defect === defect).map(({ file }) => join(pictures, file));
  return { ok: side(false), ng: side(true) };
}

/** From the sidebar's opening to its result, as a person goes. */
export async function commissionInSidebar(page: Page, { ok, ng }: { ok: string[]; ng: string[] }): Promise<void> {
  await page.evaluate("RED.actions.invoke('gyeol:show-commissioning')");
  await page.locator('.gyeol-commissioning').waitFor({ state: 'visible' });
  for (const [side, files] of Object.entries({ ok, ng })) {
    await page.locator(`input.gyeol-commissioning-${side}`).setInputFiles(files);
    await page
      .getByText(side === 'ok' ? '양품' : '불량', { exact: true })
      .first()
      .waitFor();
    await page.waitForFunction(
      `[...document.querySelectorAll('.gyeol-commissioning .count')][${side === 'ok' ? 0 : 1}].textContent === '${files.length}'`,
      undefined,
      { timeout: 60_000, polling: 100 },
    );
  }
  await page.locator('.gyeol-commissioning-run').click();
  await page.locator('.gyeol-commissioning-advice li').first().waitFor({ timeout: 300_000 });
}
