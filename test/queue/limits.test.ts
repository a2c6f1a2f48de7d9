import { describe, expect, it } from 'vitest';
import type { Clock } from '../../lib/queue/clock';
import { openDesk, put, useQueueFolder } from './frames';

const folder = useQueueFolder();

describe('a full queue', () => {
  it.each([
    ['frames', { maxFrames: 2 }, '2'],
    ['bytes', { maxBytes: 2_000_000 }, '2 MB'],
  ])('by %s refuses with an error that tells the limit', async (_limit, settings, told) => {
    const desk = await openDesk(folder.path, { inFlight: 1, ...settings });
    const picture = (id: string) => Buffer.alloc(900_000, id);
    for (const id of ['a', 'b']) await put(desk, id, { picture: picture(id) });
    await expect(put(desk, 'c', { picture: picture('c') })).rejects.toMatchObject({
      code: 'ERR_INBOX_FULL',
      parameters: { limit: told },
    });
    await desk.until(1);
    desk.inbox.finish('a');
    expect(await put(desk, 'c', { picture: picture('c') })).toBe('accepted');
    await desk.inbox.close();
  });

  it('by free disk refuses too', async () => {
    const desk = await openDesk(folder.path, { minFree: Number.MAX_SAFE_INTEGER });
    await expect(put(desk, 'a')).rejects.toMatchObject({ code: 'ERR_INBOX_FULL' });
    await desk.inbox.close();
  });

  it('turns the new one away without an error when told so', async () => {
    const desk = await openDesk(folder.path, { maxFrames: 1, whenFull: 'dropNewest' });
    await put(desk, 'a');
    expect(await put(desk, 'b')).toBe('dropped');
    expect(desk.inbox.state).toMatchObject({ accepted: 1, dropped: 1 });
    await desk.inbox.close();
  });

  it('lets the oldest of the lowest priority go, with its picture, and knows it again', async () => {
    const desk = await openDesk(folder.path, { inFlight: 1, maxFrames: 3, whenFull: 'dropOldest' });
    for (const [id, priority] of [
      ['a', 0],
      ['urgent', 5],
      ['b', 0],
      ['c', 0],
    ] as const)
      await put(desk, id, { priority });
    expect(desk.lost).toMatchObject([
      { id: 'b', error: { code: 'ERR_INBOX_DROPPED' }, message: { payload: Buffer.from('picture of b') } },
    ]);
    expect(await put(desk, 'b')).toBe('duplicate');
    await desk.inbox.close();
  });

  it('spares what was not judged OK', async () => {
    const desk = await openDesk(folder.path, { inFlight: 1, maxFrames: 3, whenFull: 'dropOk' });
    for (const [id, decision] of [
      ['a', 'ng'],
      ['b', 'ng'],
      ['c', 'ok'],
      ['d', 'ng'],
    ] as const)
      await put(desk, id, { decision });
    expect(desk.lost.map(({ id }) => id)).toEqual(['c']);
    await expect(put(desk, 'e', { decision: 'ng' })).rejects.toMatchObject({ code: 'ERR_INBOX_FULL' });
    await desk.inbox.close();
  });
});

describe('age', () => {
  const at = (wall: number, steady = 0) => {
    const time = { wall, steady };
    const clock: Clock = { wall: () => time.wall, steady: () => time.steady };
    return { time, clock };
  };

  it('over the limit ends a frame with an error, after a restart too', async () => {
    const { clock } = at(1_000_000);
    let desk = await openDesk(folder.path, { inFlight: 1, maxAgeMs: 60_000 }, clock);
    await put(desk, 'a');
    await desk.until(1);
    await desk.inbox.close();
    desk = await openDesk(folder.path, { maxAgeMs: 60_000 }, at(1_000_000 + 61_000).clock);
    await desk.untilLost(1);
    expect(desk.lost).toMatchObject([{ id: 'a', error: { code: 'ERR_INBOX_EXPIRED' } }]);
    expect(desk.came).toEqual([]);
    await desk.inbox.close();
  });

  it('is not touched by a date that jumps', async () => {
    const { time, clock } = at(1_000_000);
    const desk = await openDesk(folder.path, { inFlight: 1, maxAgeMs: 60_000 }, clock);
    await put(desk, 'a');
    await put(desk, 'b');
    time.wall = 1_000_000_000;
    time.steady = 5000;
    expect(desk.inbox.state.oldest).toBe(5000);
    await desk.until(1);
    desk.inbox.finish('a');
    await desk.until(2);
    time.wall = 0;
    expect(desk.inbox.state.oldest).toBe(5000);
    await put(desk, 'c');
    await desk.inbox.close();

    const later = await openDesk(folder.path, { maxAgeMs: 60_000 }, at(-1).clock);
    await later.until(2);
    expect(later.came.sort()).toEqual(['b/2', 'c/1']);
    await later.inbox.close();
  });
});

describe('a dead letter', () => {
  const dead = async () => {
    const desk = await openDesk(folder.path, { leaseMs: 1, maxTries: 1 });
    await put(desk, 'a');
    await desk.untilLost(1);
    return desk;
  };

  it('waits for a person through a restart, with its reason, and is not taken anew', async () => {
    let desk = await dead();
    expect(await put(desk, 'a')).toBe('duplicate');
    await desk.inbox.close();
    desk = await openDesk(folder.path);
    expect(desk.inbox.deadLetters()).toMatchObject([{ entry: { id: 'a' }, reason: { code: 'ERR_INBOX_TRIES' } }]);
    expect(desk.came).toEqual([]);
    await desk.inbox.close();
  });

  it('is tried again with all its tries', async () => {
    await (await dead()).inbox.close();
    const desk = await openDesk(folder.path);
    const [letter] = desk.inbox.deadLetters();
    expect(await desk.inbox.tryAgain(letter!.entry.seq)).toBe(true);
    expect(await desk.inbox.tryAgain(letter!.entry.seq)).toBe(false);
    await desk.until(1);
    expect(desk.came).toEqual(['a/1']);
    expect(desk.inbox.finish('a')).toBe(true);
    await desk.inbox.close();
  });

  it('is deleted for good', async () => {
    const desk = await dead();
    expect(await desk.inbox.discard(desk.inbox.deadLetters()[0]!.entry.seq)).toBe(true);
    expect(await put(desk, 'a')).toBe('accepted');
    await desk.inbox.close();
  });
});
