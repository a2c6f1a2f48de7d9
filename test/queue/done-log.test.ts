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
  const ids = Array.from(
    { length: 60 },
    (_, index) => `frame ${index} of a camera with a long name ${'x'.repeat(200)}`,
  );
  await log.add(ids[0]!, 'print');
  disk.fillUpTo(4096);
  const failed = (
    await Promise.all(
      ids.slice(1, 40).map(async (id) =>
        log.add(id, 'print').then(
          () => false,
          () => true,
        ),
      ),
    )
  ).some(Boolean);
  expect(failed).toBe(true);
  await disk.free();
  await Promise.all(ids.slice(40).map((id) => log.add(id, 'print')));
  await log.close();

  const again = new DoneLog(disk.folder);
  await again.open();
  expect(ids.filter((id) => !again.has(id, 'print'))).toEqual([]);
});
