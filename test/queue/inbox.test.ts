import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { announceFinished } from '../../lib/queue/finished';
import { Inbox } from '../../lib/queue/inbox';
import { openDesk, put, useQueueFolder } from './frames';

const folder = useQueueFolder();
const filesIn = (room: string) => readdirSync(join(folder.path, room)).sort();

describe('an accepted frame', () => {
  it('is on disk when the promise resolves, and comes as it was', async () => {
    const desk = await openDesk(folder.path);
    const picture = Buffer.from([255, 216, 0, 10, 13, 255]);
    expect(await put(desk, 'a', { picture })).toBe('accepted');
    expect(readFileSync(join(folder.path, 'waiting', filesIn('waiting')[0]!)).includes(picture)).toBe(true);
    await desk.until(1);
    expect(desk.messages[0]).toMatchObject({ payload: picture, inspection: { schema: 1, id: 'a' } });
    await desk.inbox.close();
  });

  it('comes until it is finished, through every restart, and then never again', async () => {
    let desk = await openDesk(folder.path);
    for (const id of ['a', 'b', 'c']) await put(desk, id);
    await desk.until(2);
    desk.inbox.finish('b');
    await desk.until(3);
    await desk.inbox.close();

    desk = await openDesk(folder.path);
    await desk.until(2);
    expect(desk.came).toEqual(['a/2', 'c/2']);
    desk.inbox.finish('a');
    desk.inbox.finish('c');
    await desk.inbox.close();

    desk = await openDesk(folder.path);
    expect(desk.inbox.state).toMatchObject({ waiting: 0, inFlight: 0 });
    expect(filesIn('waiting')).toEqual([]);
    await desk.inbox.close();
  });

  it('does not come again when the crash fell between the note that it is done and the removal of its file', async () => {
    let desk = await openDesk(folder.path, { inFlight: 1 });
    await put(desk, 'a');
    await put(desk, 'b');
    await desk.until(1);
    await desk.inbox.close();
    const [head] = readFileSync(join(folder.path, 'waiting', filesIn('waiting')[0]!), 'utf8').split('\n');
    appendFileSync(join(folder.path, 'done.log'), `${JSON.stringify(['a', JSON.parse(head!).print])}\n["b","12`);

    desk = await openDesk(folder.path);
    await desk.until(1);
    expect(desk.came).toEqual(['b/1']);
    await desk.inbox.close();
  });

  it('is finished by the word of a report anywhere in the process', async () => {
    const desk = await openDesk(folder.path, { finishedBy: 'report' });
    await put(desk, 'a');
    await desk.until(1);
    announceFinished('somebody else');
    expect(desk.inbox.state.inFlight).toBe(1);
    announceFinished('a');
    expect(desk.inbox.state).toMatchObject({ inFlight: 0, finished: 1 });
    await desk.inbox.close();
  });

  it('leaves no trace of a picture whose writing the power cut short', async () => {
    let desk = await openDesk(folder.path);
    await desk.inbox.close();
    writeFileSync(join(folder.path, 'waiting', '.000000000001.t0.frame.12345678.tmp'), 'half a pic');
    desk = await openDesk(folder.path);
    expect(filesIn('waiting')).toEqual([]);
    await desk.inbox.close();
  });

  it('whose file the disk damaged is given up with a name and kept for a person', async () => {
    let desk = await openDesk(folder.path, { inFlight: 1 });
    await put(desk, 'a');
    await put(desk, 'b');
    await put(desk, 'c');
    await desk.until(1);
    await desk.inbox.close();
    const [, second, third] = filesIn('waiting');
    truncateSync(join(folder.path, 'waiting', second!), readFileSync(join(folder.path, 'waiting', second!)).length - 1);
    writeFileSync(join(folder.path, 'waiting', third!), 'no frame at all');

    desk = await openDesk(folder.path);
    await desk.untilLost(1);
    expect(desk.lost[0]).toMatchObject({ id: 'b', error: { code: 'ERR_INBOX_DAMAGED' } });
    expect(filesIn('damaged')).toEqual([third]);
    expect(desk.came).toEqual(['a/2']);
    await desk.inbox.close();
  });
});

describe('a known id', () => {
  it.each(['waiting', 'in flight', 'done', 'done before a restart'])(
    'of a frame that is %s is recognised',
    async (stage) => {
      let desk = await openDesk(folder.path, { inFlight: stage === 'waiting' ? 1 : 2 });
      await put(desk, 'first');
      await put(desk, 'a');
      await desk.until(stage === 'waiting' ? 1 : 2);
      if (stage.startsWith('done')) desk.inbox.finish('a');
      if (stage.endsWith('restart')) {
        await desk.inbox.close();
        desk = await openDesk(folder.path);
      }
      expect(await put(desk, 'a')).toBe('duplicate');
      expect(desk.inbox.state.duplicates).toBe(1);
      await desk.inbox.close();
    },
  );

  it('on another picture is a frame of its own, which is recognised too', async () => {
    const desk = await openDesk(folder.path);
    await put(desk, 'camera#1', { picture: 'before the power cut' });
    await desk.until(1);
    desk.inbox.finish('camera#1');
    expect(await put(desk, 'camera#1', { picture: 'after it' })).toBe('accepted');
    expect(await put(desk, 'camera#1', { picture: 'after it' })).toBe('duplicate');
    await desk.until(2);
    expect(desk.came[1]).toMatch(/^camera#1~[0-9a-f]{8}\/1$/);
    expect(desk.messages[1]).toMatchObject({ inspection: { id: desk.came[1]!.split('/')[0] } });
    await desk.inbox.close();
  });
});

describe('a folder', () => {
  it('belongs to one queue at a time', async () => {
    const { inbox } = await openDesk(folder.path);
    await expect(Inbox.open(folder.path)).rejects.toMatchObject({ code: 'ERR_INBOX_HELD' });
    await inbox.close();
    await (await Inbox.open(folder.path)).close();
  });
});
