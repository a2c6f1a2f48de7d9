import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { watch } from 'node:fs';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareUserDirectory } from '../../commands/start/user-directory';
import type { Inspection } from '../../lib/inspection/record';
import { packageRoot } from '../../lib/package-root';
import { startNodeRed, type Gateway } from '../package/gateway';

const root = packageRoot(__dirname);
let folder: string;
let gateway: Gateway;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queue-line-'));
  await prepareUserDirectory(folder, { mqttPort: 1883, reset: false });
  gateway = await startNodeRed(process.execPath, createRequire(__filename).resolve('node-red/red.js'), folder);
  await gateway.deploy(JSON.parse(await readFile(join(root, 'examples/queue-line.json'), 'utf8')) as object[]);
}, 180_000);
afterAll(async () => {
  await gateway?.stop();
  await rm(folder, { recursive: true, force: true });
});

const post = (body: Uint8Array<ArrayBuffer>) =>
  gateway.ask('/inspect', { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body });

async function untilReported(id: string): Promise<Inspection> {
  const changes = watch(folder, { recursive: true });
  try {
    for (;;) {
      const names = await readdir(join(folder, 'outputs'), { recursive: true }).catch(() => []);
      for (const name of names.filter((each) => /^[^.].*\.json$/.test(each) && !each.includes('.tmp'))) {
        const record = JSON.parse(await readFile(join(folder, 'outputs', name), 'utf8')) as Inspection;
        if (record.id === id) return record;
      }
      await once(changes, 'change');
    }
  } finally {
    changes.close();
  }
}

it('the example with the queue answers when a picture is safe, and reports it', { timeout: 180_000 }, async () => {
  const picture = new Uint8Array(await readFile(join(root, 'examples/pictures/painted-crack-01.jpg')));
  const answer = await post(picture);
  expect(answer.status).toBe(202);
  const { id } = (await answer.json()) as { id: string };
  const record = await untilReported(id);
  expect(record.description!.ko).toMatch(/[가-힣]/);
  expect(Object.values(record.queues!)).toEqual([{ attempt: 1, waited: expect.any(Number) }]);
});

it('the example tells a sender why a picture was not taken', async () => {
  const answer = await post(new TextEncoder().encode('no picture'));
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ error: { code: 'ERR_IMAGE_FORMAT', advice: expect.any(String) } });
});
