import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { prepareUserDirectory } from '../../commands/start/user-directory';
import { packageRoot } from '../../lib/package-root';
import { lineOverHttp, RUNTIME, type FlowNode } from '../package/flow';
import { startNodeRed } from '../package/gateway';
import { watchProgram, whyNotWatched } from './outbound';

const reason = whyNotWatched();
if (reason) console.warn(`test/security/silent-line.test.ts is skipped: ${reason}`);
const folder = mkdtempSync(join(tmpdir(), 'silent-line-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(reason && !process.env.CI)('under a watch on all of its processes', () => {
  it.each([
    ['a connection', "require('net').connect(9, '127.0.0.1').on('error', () => {})"],
    ['a name asked for by native code', "require('dns').lookup('example.invalid', () => {})"],
    ['a name asked for by Node.js', "require('dns').resolve('example.invalid', () => {})"],
    ['a datagram', "require('dgram').createSocket('udp4').send('x', 9, '127.0.0.1', () => process.exit())"],
    [
      'what a grandchild does',
      "require('child_process').spawnSync(process.execPath, ['-e', 'net.connect(9).on(`error`, () => {})'])",
    ],
  ])('%s is seen', async (_, script) => {
    const watch = watchProgram(mkdtempSync(join(folder, 'control-')), process.execPath);
    execFileSync(watch.program, ['-e', script]);
    expect(await watch.outbound()).not.toEqual([]);
  });

  it(
    'the line starts, judges, measures, describes and reports without a word to anybody',
    { timeout: 300_000 },
    async () => {
      // onnxruntime keeps its telemetry from running where CI is set.
      for (const name of ['CI', 'TF_BUILD', 'GITHUB_ACTIONS', 'ORT_DISABLE_TELEMETRY']) vi.stubEnv(name, undefined);
      const userDir = join(folder, 'user');
      await prepareUserDirectory(userDir, { mqttPort: 1, reset: false });
      const example = await readFile(join(packageRoot(), 'examples/mqtt-line.json'), 'utf8');
      const flow = lineOverHttp(JSON.parse(example) as FlowNode[]).filter(({ type }) => type !== 'mqtt-broker');
      await writeFile(join(userDir, 'flows.json'), JSON.stringify(flow));
      const watch = watchProgram(folder, process.execPath);
      const red = createRequire(__filename).resolve('node-red/red.js');
      const nodeRed = await startNodeRed(watch.program, red, userDir);
      try {
        for (const name of ['painted-crack-01.jpg', 'brushed-metal-chip-01.jpg']) {
          const picture = await readFile(join(packageRoot(), 'examples/pictures', name));
          const answer = await nodeRed.json<{ description: object }>('/inspect', {
            method: 'POST',
            headers: { 'content-type': 'image/jpeg' },
            body: new Uint8Array(picture),
          });
          expect(answer).toMatchObject({
            judgement: {},
            caption: {},
            description: { ko: expect.stringMatching(/[가-힣]/) },
          });
        }
        const lanes = await nodeRed.json<Record<string, { pid?: number }>>(`/inspection-runtime/${RUNTIME}/state`);
        expect(Object.values(lanes).map(({ pid }) => typeof pid)).toEqual(['number', 'number', 'number']);
        expect(readdirSync(join(userDir, 'outputs'), { recursive: true }).join()).toMatch(/\.pdf|\.json/);
      } finally {
        await nodeRed.stop();
        vi.unstubAllEnvs();
      }
      expect(await watch.outbound()).toEqual([]);
    },
  );
});
