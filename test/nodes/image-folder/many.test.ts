import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import helper from 'node-red-node-test-helper';
import { expect, it } from 'vitest';
import type { InspectionMessage } from '../../../nodes/shared/messages';
import { deploy, nodeOf, useNodeRed } from '../../support/node-red';
import { imageFolder, pictureOf, useFolder } from '../../support/folder';

useNodeRed({ lang: 'ko' });
const folder = useFolder();

const FILES = 500;
const CAMERAS = 8;
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

it('takes each of 500 pictures that are written slowly, renamed or written over on a polled folder exactly once', async () => {
  helper.settings({ lang: 'ko', userDir: folder.userDir });
  await deploy([
    imageFolder(folder.path, { detect: 'poll', settleMs: '60', limit: '8', after: 'move', wires: [['out']] }),
    { id: 'out', type: 'helper' },
    { id: 'back', type: 'helper', wires: [['folder']] },
  ]);
  const taken: string[] = [];
  const arrivals = new Map<string, () => void>();
  const arrival = (hash: string) => new Promise<void>((resolve) => arrivals.set(hash, resolve));
  nodeOf('out').on('input', ((msg: InspectionMessage) => {
    const hash = sha(msg.payload as Buffer);
    taken.push(hash);
    arrivals.get(hash)?.();
    nodeOf('back').send(msg);
  }) as never);

  const written: string[] = [];
  const slowly = async (name: string, bytes: Buffer) => {
    const piece = Math.ceil(bytes.length / 4);
    for (let at = 0; at < bytes.length; at += piece) {
      await appendFile(join(folder.path, name), bytes.subarray(at, at + piece));
      await pause(at === 0 ? 90 : 5); // longer than the node's settling time: a transfer that stalls
    }
  };
  const shoot = async (number: number) => {
    const bytes = await pictureOf(number);
    const hash = sha(bytes);
    const arrived = arrival(hash);
    written.push(hash);
    if (number % 4 === 0) await slowly(`느린-${number}.jpg`, bytes);
    else if (number % 4 === 1) await folder.put(`이름-${number}.jpg`, bytes);
    else await folder.put(`latest-${number % CAMERAS}.jpg`, bytes);
    await arrived; // a camera that writes over its last picture does so after the station's next part
  };
  const cameras = Array.from({ length: CAMERAS }, async (_, camera) => {
    for (let number = camera; number < FILES; number += CAMERAS) await shoot(number);
  });
  await Promise.all(cameras);
  await folder.until(async () => (await folder.names()).length === 0);
  expect([...taken].sort()).toEqual([...written].sort());
  expect(await folder.names('failed')).toEqual([]);
}, 60_000);
