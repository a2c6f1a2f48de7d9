import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from '../package/gateway';
import { hasBrowser, openBrowser, openEditor, openForm } from '../support/editor';
import { installPack, startInstalled } from '../support/installed';
import { nodeTypes } from '../support/node-types';

/** Counts itself as soon as anything takes it for markup. */
const EVIL = '"\'><img src=x onerror="window.hits=(window.hits||0)+1"><script>window.hits=1</script>';
/** Words by which the forms choose; all other texts are strangers'. */
const CHOICES = new Set(['state', 'family', 'kind', 'quote', 'precisions', 'phase']);

/** The same value with the markup in each of its texts. */
function spoiled(value: unknown): unknown {
  if (typeof value === 'string') return value + EVIL;
  if (Array.isArray(value)) return value.map(spoiled);
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, CHOICES.has(key) ? inner : spoiled(inner)]),
  );
}

describe.runIf(hasBrowser)('markup in what users and strangers write', () => {
  let folder: string;
  let nodeRed: Gateway;
  let browser: Browser;
  let page: Page;
  const asked = new Set<string>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'markup-'));
    await installPack(folder);
    const settings = { flowFile: 'flows.json', editorTheme: { tours: false } };
    await writeFile(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settings)};`);
    nodeRed = await startInstalled(folder);
    browser = await openBrowser();
    page = await openEditor(browser, nodeRed.address);
    const ours = /\/(inspection|inspection-\w+|glossary-normalize)\/|\/inspection-presets/;
    await page.route(
      (url) => ours.test(url.pathname) && !/locales|icons|resources/.test(url.pathname),
      async (route) => {
        const path = new URL(route.request().url()).pathname;
        asked.add(path);
        if (route.request().method() !== 'GET') {
          return route.fulfill({ status: 400, json: { code: 'ERR_X', message: EVIL, advice: EVIL } });
        }
        if (/^\/inspection-queue\//.test(path)) return route.fulfill({ json: deadLetters() });
        const answer = await route.fetch();
        return route.fulfill({ json: spoiled(await answer.json().catch(() => ({}))) });
      },
    );
  });
  afterAll(async () => {
    await browser?.close();
    await nodeRed?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const deadLetters = () => ({
    state: { waiting: 1, inFlight: 0, dead: 1, bytes: 1, oldest: 1 },
    dead: [
      {
        seq: 1,
        id: EVIL,
        line: EVIL,
        bytes: 1,
        tries: 1,
        acceptedAt: EVIL,
        reason: { code: EVIL, message: EVIL, advice: EVIL },
      },
    ],
  });
  const untouched = async () => {
    expect(await page.evaluate('window.hits')).toBeUndefined();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  };

  /** A node with the markup in every text of its settings. */
  const add = (type: string) =>
    page.evaluate(
      `(() => {
        const evil = ${JSON.stringify(EVIL)};
        const definition = RED.nodes.getType(${JSON.stringify(type)});
        const spoil = (value) => typeof value === 'string' ? evil
          : Array.isArray(value) ? [...value, Object.fromEntries(['id', 'ko', 'en', 'kind', 'code', 'variants', 'cause', 'action', 'px', 'mm', 'threshold'].map((key) => [key, evil]))]
          : value;
        const node = { id: RED.nodes.id(), type: ${JSON.stringify(type)}, users: [], _def: definition };
        for (const [key, { value, type }] of Object.entries(definition.defaults)) node[key] = type ? '' : spoil(JSON.parse(JSON.stringify(value ?? '')));
        node.name = evil;
        if (definition.category !== 'config') {
          const { inputs, outputs } = definition;
          Object.assign(node, { z: RED.workspaces.active(), x: 300, y: 300, w: 120, h: 30, wires: [], inputs, outputs });
        }
        return RED.nodes.add(node).id;
      })()`,
    ) as Promise<string>;

  it.each(nodeTypes)('%s shows it as text in its form, on the canvas and beside its help', async (type) => {
    const id = await add(type);
    await openForm(page, id);
    await untouched();
    for (const button of await page.locator('.red-ui-tray:last-child form button.inspection-runtime-pull').all()) {
      await button.click();
      await page.locator('.red-ui-notification').last().waitFor();
      await untouched();
      await page.locator('.red-ui-notification button').first().click();
      break;
    }
    await page.locator('#node-dialog-cancel:visible, #node-config-dialog-cancel:visible').last().click();
    await page.waitForSelector('.red-ui-tray', { state: 'detached' });
    await page.evaluate(
      `RED.view.redraw(true); RED.sidebar.info.refresh(RED.nodes.node(${JSON.stringify(id)})); RED.sidebar.help.show(${JSON.stringify(type)}, true)`,
    );
    await untouched();
  });

  it('asked the routes whose answers are shown', () => {
    expect([...asked].filter((path) => /models|presets|wording|queue|default/.test(path)).length).toBeGreaterThan(3);
  });
});
