import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../lib/package-root';
import { importFlow, openBrowser, openEditor, openForm } from '../test/support/editor';
import { startLine, unusedPort } from '../test/support/line';

const FORMS = [
  { type: 'contour-measure', name: '기울어진 카메라', picture: 'contour-measure.ko.png' },
  { type: 'inspection-calibration', name: '2번 카메라(기울어짐)', picture: 'inspection-calibration.ko.png' },
];

/** The forms by which sizes come to be in millimetres, as the example measure-mm fills them. */
export async function photographMeasuring(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'measuring-'));
  const line = await startLine(folder, await unusedPort(), ['--every', '60000']);
  const browser = await openBrowser();
  try {
    for (const { type, name, picture } of FORMS) {
      const page = await openEditor(browser, line.address);
      await page.setViewportSize({ width: 1500, height: 1040 });
      await importFlow(page, readFileSync(join(packageRoot(), 'examples/measure-mm.json'), 'utf8'));
      // The notice of the import lies over the form until it goes by itself.
      await page.locator('.red-ui-notification').first().waitFor({ state: 'detached' });
      const find = `(() => {
        let id;
        const look = (node) => { if (node.type === ${JSON.stringify(type)} && node.name === ${JSON.stringify(name)}) id = node.id; };
        RED.nodes.eachNode(look);
        RED.nodes.eachConfig(look);
        return id;
      })()`;
      await openForm(page, (await page.evaluate(find)) as string);
      const limits = page.locator('#node-input-limits');
      if (await limits.count()) await limits.fill('length 3; stain area 20');
      const check = page.locator('#inspection-calibration-check');
      if (await check.count()) {
        await check.click();
        await page.locator('#inspection-calibration-state').filter({ hasText: /./ }).waitFor();
      }
      await page
        .locator('.red-ui-tray')
        .last()
        .screenshot({ path: join(packageRoot(), 'docs', picture) });
      await page.context().close();
    }
  } finally {
    await browser.close();
    await line.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
