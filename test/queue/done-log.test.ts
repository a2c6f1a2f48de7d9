import { afterAll, beforeAll, expect, it } from 'vitest';
import { DoneLog } from '../../lib/queue/done-log';
import { SmallDisk } from '../support/small-disk';

let disk: SmallDisk;
beforeAll(async () => void (disk = await SmallDisk.make(6)));
afterAll(() => disk.remove());

it('knows everything that is done after the disk was full in the middle of a line', async ({ skip }) => {
  if (!disk.isMounted) return skip('a small disk cannot be mounted here');
  const log = new DoneLog(disk.folder);
  await log.open();
  const idOf = (index: number) => `frame ${index} of a camera with a long name ${'x'.repeat(200)}`;
  const added = (index: number) =>
    log.add(idOf(index), 'print').then(
      () => true,
      () => false,
    );
  let count = 1;
  await added(0);
  disk.fill();
  while (await added(count)) count++;
  await disk.free();
  expect(await added(count + 1)).toBe(true);
  await log.close();

  const again = new DoneLog(disk.folder);
  await again.open();
  for (let index = 0; index <= count + 1; index++) expect(again.has(idOf(index), 'print')).toBe(true);
});
