import { describe, expect, it } from 'vitest';
import { announceFinished } from '../../lib/queue/finished';
import { openDesk, put, useQueueFolder, type Desk } from './frames';

const folder = useQueueFolder();

/** Finishes each frame as it comes, until all are done; the order of their ids. */
async function drain(desk: Desk, count: number): Promise<string[]> {
  for (let done = 0; done < count; done++) {
    await desk.until(done + 1);
    desk.inbox.finish(desk.came[done]!.split('/')[0]!);
  }
  return desk.came.map((each) => each.split('/')[0]!);
}

describe('what is in flight', () => {
  it('is never more than asked for', async () => {
    const desk = await openDesk(folder.path, { inFlight: 2 });
    for (const id of ['a', 'b', 'c', 'd']) await put(desk, id);
    await desk.until(2);
    expect(desk.inbox.state).toMatchObject({ inFlight: 2, waiting: 2 });
    desk.inbox.finish('a');
    await desk.until(3);
    expect(desk.inbox.state).toMatchObject({ inFlight: 2, waiting: 1 });
    await desk.inbox.close();
  });

  it('comes again when its lease is over, until it is a dead letter', async () => {
    const desk = await openDesk(folder.path, { leaseMs: 1, maxTries: 3 });
    await put(desk, 'a');
    await desk.untilLost(1);
    expect(desk.came).toEqual(['a/1', 'a/2', 'a/3']);
    expect(desk.lost[0]).toMatchObject({
      id: 'a',
      error: { code: 'ERR_INBOX_TRIES' },
      message: { inspection: { id: 'a' } },
    });
    expect(desk.inbox.state).toMatchObject({ dead: 1, waiting: 0, inFlight: 0 });
    await desk.inbox.close();
  });

  it('may be finished late, when it waits to come again', async () => {
    const desk = await openDesk(folder.path, { inFlight: 1, leaseMs: 1, maxTries: 1000 });
    await put(desk, 'a');
    await desk.until(2);
    expect(desk.inbox.finish('a')).toBe(true);
    expect(desk.inbox.state).toMatchObject({ waiting: 0, inFlight: 0, finished: 1 });
    await desk.inbox.close();
  });

  it('may be finished before it was passed on', async () => {
    const desk = await openDesk(folder.path, { inFlight: 1 });
    for (const id of ['a', 'b', 'c']) await put(desk, id);
    expect([desk.inbox.finish('b'), desk.inbox.finish('b')]).toEqual([true, false]);
    expect(desk.inbox.state).toMatchObject({ waiting: 1, inFlight: 1, finished: 1 });
    expect(await put(desk, 'b')).toBe('duplicate');
    await desk.until(1);
    desk.inbox.finish('a');
    await desk.until(2);
    expect(desk.came).toEqual(['a/1', 'c/1']);
    await desk.inbox.close();
  });

  it('counts its tries on disk, so that a frame that kills the process ends too', async () => {
    for (let start = 1; start <= 3; start++) {
      const desk = await openDesk(folder.path);
      if (start === 1) await put(desk, 'poison');
      await desk.until(1);
      expect(desk.came).toEqual([`poison/${start}`]);
      await desk.inbox.close();
    }
    const desk = await openDesk(folder.path);
    await desk.untilLost(1);
    expect(desk.came).toEqual([]);
    await desk.inbox.close();
  });

  it('comes again at once after a full deploy, without losing a try', async () => {
    const desk = await openDesk(folder.path);
    await put(desk, 'a');
    await desk.until(1);
    desk.inbox.detach();
    desk.inbox.attach(desk, { ...(await import('./frames')).SETTINGS });
    desk.inbox.start('lost');
    await desk.until(2);
    expect(desk.came).toEqual(['a/1', 'a/1']);
    await desk.inbox.close();
  });

  it('stays where it is through a partial deploy, and its report counts', async () => {
    const desk = await openDesk(folder.path, { finishedBy: 'report' });
    await put(desk, 'a');
    await desk.until(1);
    desk.inbox.detach();
    announceFinished('a');
    expect(desk.inbox.state).toMatchObject({ finished: 1, inFlight: 0 });
    await desk.inbox.close();
  });

  it('comes again after a partial deploy that lost it', async () => {
    const desk = await openDesk(folder.path, { retryMs: 1 });
    await put(desk, 'a');
    await desk.until(1);
    desk.inbox.start('perhaps');
    await desk.until(2);
    expect(desk.came).toEqual(['a/1', 'a/2']);
    await desk.inbox.close();
  });
});

describe('a frame that comes back', () => {
  it('is done', async () => {
    const desk = await openDesk(folder.path);
    await put(desk, 'a');
    await desk.until(1);
    expect(desk.inbox.comeBack('a', false)).toBe(true);
    expect(desk.inbox.state.finished).toBe(1);
    await desk.inbox.close();
  });

  it('with an error is tried again, except when the error has its report', async () => {
    const desk = await openDesk(folder.path);
    await put(desk, 'a');
    await desk.until(1);
    desk.inbox.comeBack('a', true);
    await desk.until(2);
    announceFinished('a');
    expect(desk.inbox.state.finished).toBe(0);
    desk.inbox.comeBack('a', true);
    expect(desk.inbox.state.finished).toBe(1);
    await desk.inbox.close();
  });
});

describe('the order', () => {
  it('is that of acceptance, higher priority first', async () => {
    const desk = await openDesk(folder.path, { inFlight: 1 });
    for (const [id, priority] of [
      ['a', 0],
      ['b', 0],
      ['c', 5],
      ['d', 9],
      ['e', 5],
    ] as const)
      await put(desk, id, { priority });
    expect(await drain(desk, 5)).toEqual(['a', 'd', 'c', 'e', 'b']);
    await desk.inbox.close();
  });

  it('is kept by frames that come again after a full deploy', async () => {
    const desk = await openDesk(folder.path, { inFlight: 3 });
    for (const id of ['a', 'b']) await put(desk, id);
    await desk.until(2);
    desk.inbox.pause();
    for (const id of ['c', 'd']) await put(desk, id);
    desk.inbox.start('lost');
    await desk.until(5);
    expect(desk.came).toEqual(['a/1', 'b/1', 'a/1', 'b/1', 'c/1']);
    await desk.inbox.close();
  });

  it('survives a restart', async () => {
    let desk = await openDesk(folder.path, { inFlight: 1 });
    for (const [id, priority] of [
      ['a', 0],
      ['b', 0],
      ['c', 5],
    ] as const)
      await put(desk, id, { priority });
    await desk.until(1);
    await desk.inbox.close();
    desk = await openDesk(folder.path, { inFlight: 1 });
    expect(await drain(desk, 3)).toEqual(['c', 'a', 'b']);
    await desk.inbox.close();
  });

  it('by line lets no frame overtake another of its line, not even one that is tried again', async () => {
    const desk = await openDesk(folder.path, { inFlight: 4, byLine: true });
    for (const id of ['A1', 'A2', 'B1', 'A3', 'B2'])
      await put(desk, id, { line: id[0], priority: id === 'A3' ? 9 : 0 });
    await desk.until(2);
    expect(desk.came).toEqual(['A1/1', 'B1/1']);
    desk.inbox.comeBack('A1', true);
    await desk.until(3);
    expect(desk.came[2]).toBe('A1/2');
    desk.inbox.finish('A1');
    await desk.until(4);
    desk.inbox.finish('A2');
    await desk.until(5);
    desk.inbox.finish('B1');
    await desk.until(6);
    expect(desk.came.slice(3)).toEqual(['A2/1', 'A3/1', 'B2/1']);
    await desk.inbox.close();
  });
});
