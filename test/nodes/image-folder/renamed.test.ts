import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { expect, it } from 'vitest';
import type { InspectionMessage } from '../../../nodes/shared/messages';
import { imageFolder, pictureOf, useFolder } from '../../support/folder';
import { deploy, nextAt, nodeOf, useNodeRed } from '../../support/node-red';

useNodeRed();
const folder = useFolder();
const out = { id: 'out', type: 'helper' };
const back = { id: 'back', type: 'helper', wires: [['folder']] };
const start = async (options: object = {}, ...others: { id: string; type: string }[]) => {
  helper.settings({ userDir: folder.userDir });
  await deploy([imageFolder(folder.path, { detect: 'poll', ...options }), out, ...others]);
};
const move = (from: string, to: string) => rename(join(folder.path, from), join(folder.path, to));
const put = async (name: string, number: number) => {
  const next = nextAt('out');
  await folder.put(name, await pictureOf(number));
  return (await next).topic;
};

it('takes a picture that is renamed later no second time, after a restart neither', async () => {
  await start();
  expect(await put('a.jpg', 1)).toBe('a.jpg');
  await move('a.jpg', 'b.jpg');
  expect(await put('c.jpg', 2)).toBe('c.jpg');
  await helper.unload();
  await move('b.jpg', 'd.jpg');
  await start();
  expect(await put('e.jpg', 3)).toBe('e.jpg');
});

it('knows the last pictures of a camera that moves their names on by one', async () => {
  await start();
  expect(await put('1.jpg', 1)).toBe('1.jpg');
  for (let last = 1; last < 6; last++) {
    for (let number = last; number > 0; number--) await move(`${number}.jpg`, `${number + 1}.jpg`);
    expect(await put('1.jpg', last + 1)).toBe('1.jpg');
  }
});

it('moves a picture under the name that it was given while it was in the flow', async () => {
  await start({ after: 'move' }, back);
  const first = nextAt('out');
  await folder.put('a.jpg', await pictureOf(1));
  const one: InspectionMessage = await first;
  await move('a.jpg', 'b.jpg');
  expect(await put('c.jpg', 2)).toBe('c.jpg');
  nodeOf('back').send(one);
  await folder.until(async () => (await folder.names('done')).length === 1);
  expect(await folder.names('done')).toEqual(['b.jpg']);
});
