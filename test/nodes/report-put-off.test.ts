import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { expect, it } from 'vitest';
import type { InspectionMessage } from '../../nodes/shared/messages';
import { rowsIn } from '../database/rows';
import { useFolder } from '../report/folder';
import { inspection } from '../report/inspections';
import { deploy, nodeOf, useNodeRed } from '../support/node-red';

useNodeRed({ lang: 'ko' });
const folder = useFolder();

it('keeps a frame in the queue until its row has room on the disk, and writes its report once', async () => {
  const at = (...names: string[]) => join(folder.path, ...names);
  const waiting = 'gyeol-outbox/inspection-database-default/waiting';
  const queued = () => readdir(at('inspection-queue/queue/waiting'));
  helper.settings({ lang: 'ko', userDir: folder.path } as never);
  await deploy([
    { id: 'queue', type: 'inspection-queue', maxTries: '1', minFreeMegabytes: '0', wires: [['worker']] },
    { id: 'worker', type: 'helper', wires: [['writer']] },
    { id: 'writer', type: 'report', folder: at('outputs'), pattern: '{id}', json: true, wires: [[], []] },
  ] as never);
  let came = 0;
  nodeOf('worker').on('input', ((msg: InspectionMessage) => {
    came++;
    nodeOf('worker').send(msg);
  }) as never);
  await expect.poll(() => readdir(at(waiting)).catch(() => undefined), { timeout: 10_000 }).toEqual([]);

  await rename(at(waiting), at('away'));
  await writeFile(at(waiting), 'no folder');
  nodeOf('queue').receive({ payload: Buffer.from('picture'), inspection: inspection(1) } as never);
  await expect.poll(() => came, { timeout: 20_000 }).toBeGreaterThan(1);
  expect(await queued()).toHaveLength(1);

  await rm(at(waiting));
  await rename(at('away'), at(waiting));
  await expect.poll(queued, { timeout: 20_000 }).toEqual([]);
  await expect.poll(() => rowsIn(at('gyeol-inspections.sqlite')).length, { timeout: 20_000 }).toBe(1);
  expect((await readdir(at('outputs'))).filter((name) => name.endsWith('.json'))).toHaveLength(1);
  expect(await readdir(at('inspection-queue/queue/dead'))).toEqual([]);
});
