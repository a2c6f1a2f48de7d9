import { describe, expect, it } from 'vitest';
import { announceInterrupted, announceKept, announcePutOff, announceReported } from '../../lib/queue/finished';
import { openDesk, put, useQueueFolder } from './frames';

const folder = useQueueFolder();

describe('a frame that is put off', () => {
  it('comes again and the try does not count: a full disk is not its fault', async () => {
    const desk = await openDesk(folder.path, { maxTries: 1, finishedBy: 'report' });
    await put(desk, 'a');
    await desk.until(1);
    announcePutOff('a');
    await desk.until(2);
    announceReported('a', 0);
    expect(desk.came).toEqual(['a/1', 'a/1']);
    expect(desk.inbox.state).toMatchObject({ finished: 1, dead: 0, inFlight: 0, waiting: 0 });
    await desk.inbox.close();
  });

  it('is not finished by what else becomes of the try', async () => {
    const desk = await openDesk(folder.path, { finishedBy: 'report' });
    await put(desk, 'a');
    await desk.until(1);
    announcePutOff('a');
    announceReported('a', 0);
    expect(desk.inbox.comeBack('a', true)).toBe(true);
    expect(desk.inbox.state).toMatchObject({ finished: 0, inFlight: 1 });
    await desk.until(2);
    expect(desk.came).toEqual(['a/1', 'a/1']);
    await desk.inbox.close();
  });
});

describe('a frame whose result goes to outboxes', () => {
  it('is finished when all of them have it', async () => {
    const desk = await openDesk(folder.path, { finishedBy: 'report' });
    await put(desk, 'a');
    await desk.until(1);
    announceKept('a');
    announceReported('a', 2);
    announceKept('a');
    expect(desk.inbox.state).toMatchObject({ finished: 0, inFlight: 1 });
    announceKept('a');
    expect(desk.inbox.state).toMatchObject({ finished: 1, inFlight: 0 });
    await desk.inbox.close();
  });

  it('comes again when an outbox was not there for a moment, as in a deploy of that node alone', async () => {
    const desk = await openDesk(folder.path, { finishedBy: 'report' });
    await put(desk, 'a');
    await desk.until(1);
    announceInterrupted();
    announceReported('a', 0);
    expect(desk.inbox.state).toMatchObject({ finished: 0, inFlight: 1 });
    desk.inbox.start('perhaps');
    await desk.until(2);
    announceReported('a', 0);
    expect(desk.came).toEqual(['a/1', 'a/1']);
    expect(desk.inbox.state).toMatchObject({ finished: 1, inFlight: 0 });
    await desk.inbox.close();
  });
});
