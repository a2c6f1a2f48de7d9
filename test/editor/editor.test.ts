import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeForm, deployFlows, hasBrowser, importFlow, openBrowser, openEditor, openForm } from '../support/editor';
import { startLine, unusedPort, type RunningLine } from '../support/line';
import { configTypes, nodeTypes } from '../support/node-types';

const root = join(__dirname, '../..');

interface EditorNode {
  id: string;
  type: string;
}

describe.runIf(hasBrowser)('the editor', () => {
  let folder: string;
  let line: RunningLine;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'editor-'));
    line = await startLine(folder, await unusedPort(), ['--every', '3000']);
    browser = await openBrowser();
    page = await openEditor(browser, line.address);
  });
  afterAll(async () => {
    await browser?.close();
    await line?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const nodesOf = (type: string) =>
    page.evaluate(
      `RED.nodes.filterNodes({ type: ${JSON.stringify(type)} }).map(({ id, type }) => ({ id, type }))`,
    ) as Promise<EditorNode[]>;
  const configsOf = (type: string) =>
    page.evaluate(
      `(() => { const found = []; RED.nodes.eachConfig((node) => { if (node.type === ${JSON.stringify(type)}) found.push({ id: node.id, type: node.type }); }); return found; })()`,
    ) as Promise<EditorNode[]>;

  it('has the inspection nodes in a category of their own, with icons', async () => {
    const icons = (await page.evaluate(
      `[...document.querySelectorAll('#red-ui-palette-inspection .red-ui-palette-node')].map((node) => node.querySelector('.red-ui-palette-icon')?.style.backgroundImage ?? '')`,
    )) as string[];
    expect(await page.locator('#red-ui-palette-header-inspection').innerText()).toContain('검사');
    expect(icons).toHaveLength(nodeTypes.length - configTypes.length);
    for (const icon of icons) {
      const url = new URL(/url\("?([^")]+)/.exec(icon)![1]!, line.address);
      expect(url.pathname).toContain('inspection');
      expect((await fetch(url)).headers.get('content-type')).toContain('svg');
    }
  });

  it.each(nodeTypes)('opens the form of %s in Korean and closes it without an error', async (type) => {
    const [node] = [...(await nodesOf(type)), ...(await configsOf(type))];
    const form = node ?? (await addNode(page, type));
    await openForm(page, form.id);
    const labels = await page.locator('.red-ui-tray:last-child form label:visible').allInnerTexts();
    const own = labels.map((text) => text.trim()).filter(Boolean);
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((text) => !/[가-힣]/.test(text) && !/^[A-Z]+$/.test(text))).toEqual([]);
    const invalid = await page.locator('.red-ui-tray:last-child .input-error').count();
    expect(invalid).toBe(0);
    await closeForm(page);
    const isAddedToFlow = !node && (await nodesOf(type)).length > 0; // deployed, a source without folder or broker is red
    if (isAddedToFlow) await page.evaluate(`RED.nodes.remove(${JSON.stringify(form.id)})`);
  });

  it('shows Korean help', async () => {
    await page.evaluate("RED.sidebar.help.show('clip-filter', true)");
    await page.getByText('입력한 낱말로 사진을 판정합니다').waitFor({ state: 'visible' });
  });

  it('edits a label, deploys, and every status turns green', { timeout: 180_000 }, async () => {
    const [clip] = await nodesOf('clip-filter');
    await openForm(page, clip!.id);
    const name = page.locator('.label-ko').nth(1);
    await name.fill('긁힘 자국');
    await closeForm(page);
    const undone = (await page.evaluate(`RED.nodes.node(${JSON.stringify(clip!.id)}).labels[1].ko`)) as string;
    expect(undone).toBe('긁힘 자국');
    await deployFlows(page);
    for (const type of ['clip-filter', 'report', 'mqtt-image']) {
      const [node] = await nodesOf(type);
      await page.waitForFunction(`RED.nodes.node(${JSON.stringify(node!.id)}).status?.fill === 'green'`, undefined, {
        timeout: 120_000,
      });
    }
    // The broker's nodes are red until they have connected again.
    await page.waitForFunction("RED.nodes.filterNodes({}).every((node) => node.status?.fill !== 'red')", undefined, {
      timeout: 120_000,
    });
  });

  it('imports every example without an unknown node but OPC UA', async () => {
    const examples = (await readdir(join(root, 'examples'))).filter(
      (name) => name.endsWith('.json') && name !== 'mqtt-line.json',
    );
    for (const example of examples) await importFlow(page, await readFile(join(root, 'examples', example), 'utf8'));
    const unknown = (await page.evaluate(
      "RED.nodes.filterNodes({ type: 'unknown' }).map((node) => node.name || node._orig.type)",
    )) as string[];
    expect(
      [...new Set(unknown.map((name) => String(name)))].every((name) => /opc/i.test(name) || /사진 변수/.test(name)),
    ).toBe(true);
    const invalid = (await page.evaluate(
      'RED.nodes.filterNodes({}).filter((node) => node.type in {' +
        nodeTypes.map((type) => `'${type}': 1`).join(',') +
        '} && !node.valid).map((node) => node.type)',
    )) as string[];
    expect(invalid).toEqual([]);
  });
});

/** A node that does not stand in the line, as a user would have it: what must be filled in is. */
async function addNode(page: Page, type: string): Promise<EditorNode> {
  return (await page.evaluate(`(() => {
    const definition = RED.nodes.getType(${JSON.stringify(type)});
    const node = { id: RED.nodes.id(), type: ${JSON.stringify(type)}, users: [], _def: definition };
    for (const [key, { value }] of Object.entries(definition.defaults)) node[key] = JSON.parse(JSON.stringify(value));
    for (const [key, { type, required }] of Object.entries(definition.defaults)) {
      if (!type || !required) continue;
      const config = { id: RED.nodes.id(), type, users: [], _def: RED.nodes.getType(type) };
      for (const [name, { value }] of Object.entries(config._def.defaults)) config[name] = value;
      node[key] = RED.nodes.add(config).id;
    }
    if (definition.category !== 'config') {
      const { inputs, outputs } = definition;
      Object.assign(node, { z: RED.workspaces.active(), x: 200, y: 700, w: 120, h: 30, wires: [], inputs, outputs });
    }
    node.name = '시험'; node.mmPerPixel = '0.1'; node.folder = 'pictures';
    return { id: RED.nodes.add(node).id, type: node.type };
  })()`)) as EditorNode;
}
