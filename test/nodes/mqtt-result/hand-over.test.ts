import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { expect, it } from 'vitest';
import type { InspectionMessage } from '../../../nodes/shared/messages';
import { useFolder } from '../../support/folder';
import { deploy, nodeOf, useNodeRed } from '../../support/node-red';
import { broker } from '../../support/flows';
import { judged, mqttResult } from './node';
import { unusedPort } from '../../support/line';

useNodeRed({ lang: 'ko' });
const folder = useFolder();

const QUEUE = { id: 'queue', type: 'inspection-queue', retrySeconds: '0', maxTries: '2', minFreeMegabytes: '0' };

it('keeps a frame in the queue until the outbox has its result, however long the disk takes', async () => {
  const at = (...names: string[]) => join(folder.userDir, ...names);
  const inRoom = (store: string) => readdir(at(store, 'waiting')).catch(() => []);
  const outbox = 'gyeol-outbox/mqtt-result-result';
  const queue = 'inspection-queue/queue';
  helper.settings({ lang: 'ko', userDir: folder.userDir });
  await deploy([
    broker(await unusedPort()),
    { ...QUEUE, wires: [['judge']] },
    { id: 'judge', type: 'helper', wires: [['writer']] },
    { id: 'writer', type: 'report', folder: 'outputs', json: true, csv: false, rows: false, wires: [['result'], []] },
    mqttResult(),
  ] as never);
  let came = 0;
  nodeOf('judge').on('input', ((msg: InspectionMessage) => {
    came++;
    Object.assign(msg.inspection!, { judgement: judged('one').judgement });
    nodeOf('judge').send(msg);
  }) as never);
  await folder.until(async () => (await readdir(at(outbox)).catch((): string[] => [])).includes('waiting'));

  await rename(at(outbox, 'waiting'), at('away'));
  await writeFile(at(outbox, 'waiting'), 'no folder');
  nodeOf('queue').receive({
    payload: Buffer.from('picture'),
    inspection: { ...judged('one'), judgement: undefined },
  } as never);
  await folder.until(() => Promise.resolve(came >= 3));
  expect(await inRoom(queue)).toHaveLength(1);
  expect(await readdir(at(queue, 'dead'))).toEqual([]);

  await rm(at(outbox, 'waiting'));
  await rename(at('away'), at(outbox, 'waiting'));
  await folder.until(async () => (await inRoom(queue)).length === 0);
  expect(await inRoom(outbox)).toHaveLength(1);
  expect((await readdir(at('outputs'), { recursive: true })).filter((name) => name.endsWith('.json'))).toHaveLength(1);
});
