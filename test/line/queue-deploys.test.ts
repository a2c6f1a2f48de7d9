import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareUserDirectory } from '../../commands/start/user-directory';
import type { Inspection } from '../../lib/inspection/record';
import { startNodeRed, type Gateway } from '../package/gateway';
import { hasBrowser, openBrowser, openEditor, openForm } from '../support/editor';

let folder: string;
let gateway: Gateway;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deploys-'));
  await prepareUserDirectory(folder, { mqttPort: 1883, reset: false });
  await writeFile(join(folder, 'settings.js'), 'module.exports = { editorTheme: { tours: false } };');
  gateway = await startNodeRed(process.execPath, createRequire(__filename).resolve('node-red/red.js'), folder);
}, 180_000);
afterAll(async () => {
  await gateway?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A line whose delay node holds what it gets for `holds` milliseconds; with so long a time, for ever. */
const line = (holds: number, queue: object = {}) =>
  [
    { id: 'f1', type: 'http in', url: '/frame', method: 'post', wires: [['f3']] },
    { id: 'f3', type: 'inspection-queue', retrySeconds: '0', minFreeMegabytes: '0', wires: [['f6']], ...queue },
    { id: 'f6', type: 'delay', pauseType: 'delay', timeout: `${holds}`, timeoutUnits: 'milliseconds', wires: [['f7']] },
    { id: 'f7', type: 'report', folder: 'outputs', logName: 'reports', jsonl: true, wires: [[], []] },
    { id: 'f8', type: 'complete', scope: ['f3'], wires: [['f9']] },
    { id: 'f9', type: 'http response', statusCode: '202', wires: [] },
  ].map((node) => ({ z: 'f0', ...node }));
const onTab = (nodes: object[]) => [{ id: 'f0', type: 'tab', label: 'line' }, ...nodes];
const FOR_EVER = 3_600_000;

/** Hands in a bare picture; the queue gives it an id. */
async function send(text: string): Promise<void> {
  const { status } = await gateway.ask('/frame', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: text,
  });
  expect(status).toBe(202);
}

/** Waits for the file system to tell of changes until `find` gives something. */
async function untilFound<T>(find: () => T | undefined): Promise<T> {
  const changes = watch(folder, { recursive: true });
  try {
    for (;;) {
      const found = find();
      if (found) return found;
      await once(changes, 'change');
    }
  } finally {
    changes.close();
  }
}

const untilReported = (count: number) =>
  untilFound(() => {
    const path = join(folder, 'outputs/reports.jsonl');
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
    return lines.length >= count ? lines.map((each) => JSON.parse(each) as Inspection) : undefined;
  });
const untilDead = () =>
  untilFound(() => readdirSync(join(folder, 'inspection-queue/f3/dead')).find((name) => name.endsWith('.frame')));

describe('frames that a deploy took away', () => {
  it('come again after a full deploy, as if for the first time', { timeout: 60_000 }, async () => {
    await gateway.deploy(onTab(line(FOR_EVER)));
    await send('one');
    await gateway.deploy(onTab(line(1)));
    const [report] = await untilReported(1);
    expect(report!.queues!.f3!.attempt).toBe(1);
  });

  it('come again after a deploy of the modified nodes alone', { timeout: 60_000 }, async () => {
    await gateway.deploy(onTab(line(FOR_EVER)));
    await send('two');
    await send('three');
    await gateway.deploy(onTab(line(1)), 'nodes');
    const reports = await untilReported(3);
    expect(reports).toHaveLength(3);
    expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
    expect(gateway.log()).not.toContain('ERR_');
  });
});

describe.runIf(hasBrowser)('the dead letters in the form', () => {
  it('are shown, and tried again', { timeout: 120_000 }, async () => {
    await gateway.deploy(onTab(line(FOR_EVER, { leaseSeconds: '0.001', maxTries: '1' })));
    await send('lost <b>one</b>');
    await untilDead();
    await gateway.deploy(onTab(line(1)));
    const browser = await openBrowser();
    try {
      const page = await openEditor(browser, gateway.address);
      await openForm(page, 'f3');
      const list = page.locator('.dead-letters');
      await list.getByText('1회 시도').waitFor({ state: 'visible' });
      expect(await list.locator('> div').count()).toBe(1);
      await list.locator('button').first().click();
      await untilReported(4);
      await page.locator('.dead-letters-said').getByText('없음').waitFor({ state: 'visible' });
    } finally {
      await browser.close();
    }
  });
});
