import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../lib/package-root';
import { openBrowser, openEditor, openForm } from '../test/support/editor';
import { gate, startHub } from '../test/support/hub';
import { startLine, unusedPort } from '../test/support/line';
import { ownCatalogue } from '../test/support/own-catalogue';

/** The form of inspection-runtime while it pulls a model from a local server, after another one passed its self-test. */
export async function photographModels(): Promise<void> {
  const starters = join(packageRoot(), 'models/starter');
  const hub = await startHub({ 'plant/clip': join(starters, 'clip'), 'plant/marian': join(starters, 'marian') });
  const half = gate(10);
  hub.faults.set('plant/marian/onnx/encoder_model.onnx', half.fault);
  process.env.HF_ENDPOINT = hub.address;
  process.env.GYEOL_CATALOGUE = ownCatalogue([
    { id: 'plant-clip', family: 'clip' },
    { id: 'plant-marian', family: 'marian' },
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'node-red-'));
  const line = await startLine(folder, await unusedPort(), ['--every', '3000']);
  const browser = await openBrowser();
  try {
    const page = await openEditor(browser, line.address);
    await page.setViewportSize({ width: 1600, height: 1400 });
    const find =
      "(() => { let id; RED.nodes.eachConfig((node) => { if (node.type === 'inspection-runtime') id = node.id; }); return id; })()";
    await openForm(page, (await page.evaluate(find)) as string);
    const pull = async (id: string) => {
      await page.locator(`[data-model="${id}"]`).getByRole('button', { name: '받기' }).click();
      await page.locator('.red-ui-notification').getByRole('button', { name: '받기' }).click();
    };
    await pull('plant-clip');
    await page.locator('[data-model="plant-clip"] .inspection-runtime-remove').waitFor();
    const choice = page.locator('.inspection-runtime-choice[data-family=clip]');
    await choice.locator('select').selectOption('plant-clip');
    await choice.getByRole('button', { name: '시험' }).click();
    await choice.getByText(/자가 시험 통과/).waitFor({ timeout: 120_000 });
    for (let piece = 0; piece < 6; piece++) half.open();
    await pull('plant-marian');
    await page.waitForFunction(`document.querySelector('[data-model="plant-marian"] progress')?.value > 0.5`);
    const picture = join(packageRoot(), 'docs/models.ko.png');
    await page.locator('.red-ui-tray').last().screenshot({ path: picture });
  } finally {
    await browser.close();
    await line.stop();
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  }
}
