import fs, { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { collectGarbage } from '../support/garbage';
import { openDesk, put, useQueueFolder, type Desk } from './frames';

const folder = useQueueFolder();

async function putMany(desk: Desk, count: number): Promise<void> {
  for (let start = 0; start < count; start += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, at) => put(desk, `${start + at}`)));
  }
}

/** Replaces a call of the file system, for the queue too, until the test is over. */
function spyOn<Name extends 'readdir' | 'stat' | 'unlink'>(name: Name) {
  const spy = vi.spyOn(promises, name);
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
  return spy;
}

describe('the footprint of a queue', () => {
  it('holds nothing of a frame that is done', async () => {
    const desk = await openDesk(folder.path, { inFlight: 16 });
    const kept: WeakRef<object>[] = [];
    const { deliver } = desk;
    desk.deliver = (message, entry, waited) => {
      deliver(message, entry, waited);
      kept.push(new WeakRef(message), new WeakRef(entry));
      desk.messages.length = 0;
      setImmediate(() => desk.inbox.finish(entry.id));
    };
    await putMany(desk, 500);
    await desk.until(500);
    await vi.waitUntil(() => desk.inbox.state.finished === 500, { timeout: 60_000 });
    await desk.inbox.close();
    collectGarbage();
    // A frame or two may still stand on the stack of what ran last.
    expect(kept.filter((ref) => ref.deref()).length).toBeLessThan(10);
  });

  it('passes no more frames on while those that are done cannot leave the disk', async () => {
    const unlink = spyOn('unlink');
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    unlink.mockImplementation(async (path) => {
      await gate;
      fs.unlinkSync(path);
    });
    const desk = await openDesk(folder.path, { inFlight: 16 });
    const { deliver } = desk;
    desk.deliver = (message, entry, waited) => {
      deliver(message, entry, waited);
      desk.inbox.finish(entry.id);
    };
    await putMany(desk, 300);
    await vi.waitUntil(() => unlink.mock.calls.length >= 64, { timeout: 60_000 });
    expect(desk.came.length).toBeLessThan(64 + 2 * 16);
    open();
    await desk.until(300);
    await desk.inbox.close();
    expect(fs.readdirSync(`${folder.path}/waiting`)).toEqual([]);
  });

  it('lists its folders once, however many frames come and go', async () => {
    const [readdir, stat] = [spyOn('readdir'), spyOn('stat')];
    const desk = await openDesk(folder.path, { inFlight: 300 });
    const listed = readdir.mock.calls.length;
    expect(listed).toBeGreaterThan(0);
    await putMany(desk, 200);
    await desk.until(200);
    for (let id = 0; id < 200; id++) desk.inbox.finish(`${id}`);
    await desk.inbox.close();
    expect([readdir.mock.calls.length, stat.mock.calls.length]).toEqual([listed, 0]);
  });
});
