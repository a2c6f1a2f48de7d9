import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import helper from 'node-red-node-test-helper';
import { expect, it } from 'vitest';
import type { Inspection } from '../../../lib/inspection/record';
import type { InspectionMessage } from '../../../nodes/shared/messages';
import { deploy, nodeOf, useNodeRed } from '../../support/node-red';
import { clipFilter } from '../../support/flows';
import { imageFolder, pictureOf, useFolder } from '../../support/folder';

useNodeRed({ lang: 'ko' });
const folder = useFolder();

const FILES = 500;
const CAMERAS = 8;
const at = (name: string) => join(folder.path, name);
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** In four pieces; over what stands there, as a program does that opens the file for writing. */
async function slowly(name: string, bytes: Buffer): Promise<void> {
  const file = await open(at(name), 'w');
  const piece = Math.ceil(bytes.length / 4);
  for (let from = 0; from < bytes.length; from += piece) {
    await file.write(bytes.subarray(from, from + piece));
    await pause(from === 0 ? 90 : 5); // longer than the node's settling time: a transfer that stalls
  }
  await file.close();
}

/** The node may have moved the picture away before its camera renames it. */
const unlessMoved = (thrown: NodeJS.ErrnoException) => {
  if (thrown.code !== 'ENOENT') throw thrown;
};

type Way = (bytes: Buffer, number: number) => Promise<void>;
const camera = (number: number) => number % CAMERAS;
const WAYS: Record<string, Way> = {
  slow: (bytes, number) => slowly(`느린-${number}.jpg`, bytes),
  'renamed when it is whole': (bytes, number) => folder.put(`이름-${number}.jpg`, bytes),
  'renamed from a picture to another': async (bytes, number) => {
    await folder.put(`임시-${camera(number)}.jpg`, bytes);
    await pause(number % 200); // sooner or later than it is taken
    await rename(at(`임시-${camera(number)}.jpg`), at(`최종-${number}.jpg`)).catch(unlessMoved);
  },
  'written over by a rename': (bytes, number) => folder.put(`latest-${camera(number)}.jpg`, bytes),
  'written over in place, slowly': (bytes, number) => slowly(`over-${camera(number)}.jpg`, bytes),
};

it.each(['leave', 'move'])(
  'reports each of 500 pictures on a polled folder exactly once, however they were written (%s)',
  async (after) => {
    helper.settings({ lang: 'ko', userDir: folder.userDir });
    const outputs = join(folder.userDir, 'outputs');
    await deploy([
      { id: 'runtime', type: 'inspection-runtime' },
      imageFolder(folder.path, { detect: 'poll', settleMs: '60', limit: '8', after, wires: [['clip']] }),
      clipFilter({ wires: [['writer'], ['writer'], ['writer']] }),
      { id: 'writer', type: 'report', folder: outputs, logName: 'reports', jsonl: true, wires: [['out'], []] },
      { id: 'done', type: 'complete', scope: ['writer'], wires: [['folder']] },
      { id: 'out', type: 'helper' },
    ]);
    const arrivals = new Map<string, () => void>();
    nodeOf('out').on('input', (({ inspection }: InspectionMessage) => {
      arrivals.get(inspection!.frame.sha256!)?.();
    }) as never);
    const refused: InspectionMessage[] = [];
    nodeOf('caught').on('input', ((msg: InspectionMessage) => refused.push(msg)) as never);

    const ways = Object.values(WAYS);
    const written: string[] = [];
    const shoot = async (number: number) => {
      const bytes = await pictureOf(number);
      const hash = sha(bytes);
      written.push(hash);
      const arrived = new Promise<void>((resolve) => arrivals.set(hash, resolve));
      await ways[number % ways.length]!(bytes, number);
      await arrived; // a camera that writes over its last picture does so after the station's next part
    };
    const cameras = Array.from({ length: CAMERAS }, async (_, first) => {
      for (let number = first; number < FILES; number += CAMERAS) await shoot(number);
    });
    await Promise.all(cameras);
    if (after === 'move') await folder.until(async () => (await folder.names()).length === 0);

    const reports = (await readFile(join(outputs, 'reports.jsonl'), 'utf8')).split('\n').slice(0, -1);
    const sums = reports.map((line) => (JSON.parse(line) as Inspection).frame.sha256);
    expect(sums.sort()).toEqual(written.sort());
    expect(refused).toEqual([]);
    expect(await folder.names('failed')).toEqual([]);
  },
  180_000,
);
