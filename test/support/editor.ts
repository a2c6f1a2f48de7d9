import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** A real browser; without one on the machine the tests that need it are skipped, except in CI. */
export const hasBrowser = CHROMIUM !== undefined || process.env.CI !== undefined;

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** The editor in the language of `locale`, ready to be worked with. */
export async function openEditor(browser: Browser, address: string, locale = 'ko-KR'): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width: 1600, height: 1000 }, deviceScaleFactor: 1 });
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector('#red-ui-workspace-chart .red-ui-flow-node, #red-ui-workspace-chart', {
    state: 'visible',
  });
  await page.waitForFunction('typeof RED !== "undefined" && RED.nodes && RED.nodes.getWorkspaceOrder().length > 0');
  await page.waitForSelector('.red-ui-palette-node[data-palette-type="clip-filter"]', { state: 'attached' });
  return page;
}

/** Imports flow JSON through the editor's import dialog, onto a new tab where the flow brings one. */
export async function importFlow(page: Page, flow: string): Promise<void> {
  await page.evaluate("RED.actions.invoke('core:show-import-dialog')");
  const text = page.locator('#red-ui-clipboard-dialog-import-text');
  await text.waitFor({ state: 'visible' });
  await text.fill(flow);
  await text.press('End');
  await page.locator('#red-ui-clipboard-dialog-ok').click();
  await text.waitFor({ state: 'hidden' });
}

/** Opens the form of a node by id, config nodes too, and waits until it has come to rest. */
export async function openForm(page: Page, id: string): Promise<void> {
  await page.evaluate(`(() => {
    const node = RED.nodes.node(${JSON.stringify(id)});
    if (node._def.category === 'config') RED.editor.editConfig('', node.type, node.id);
    else RED.editor.edit(node);
  })()`);
  await page.waitForSelector('.red-ui-tray .red-ui-tray-body form', { state: 'visible' });
  await page.waitForFunction(
    "!document.querySelector('.red-ui-tray.animating') && parseInt(getComputedStyle(document.querySelector('.red-ui-tray:last-child')).right) === 0",
  );
}

/** Closes the open form with Done. */
export async function closeForm(page: Page): Promise<void> {
  await page.locator('#node-dialog-ok:visible, #node-config-dialog-ok:visible').last().click();
  await page.waitForSelector('.red-ui-tray', { state: 'detached' });
}

export async function deployFlows(page: Page): Promise<void> {
  const deployed = page.waitForResponse(
    (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
  );
  await page.locator('#red-ui-header-button-deploy').click();
  const response = await deployed;
  if (!response.ok()) throw new Error(`deploy: ${response.status()}`);
}
