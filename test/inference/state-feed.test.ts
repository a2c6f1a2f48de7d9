import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LaneState } from '../../lib/inference';
import { StateFeed } from '../../lib/inference/state-feed';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells the first change at once, then at most one in 100 ms, and never loses the last', () => {
  let done = 0;
  const feed = new StateFeed(() => ({ done }) as LaneState);
  const told: number[] = [];
  const stop = feed.listen((state) => told.push(state.done));
  const finish = () => {
    done++;
    feed.changed();
  };
  for (let job = 0; job < 10; job++) finish();
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1, 10]);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([1, 10]);
  finish();
  expect(told).toEqual([1, 10, 11]);
  stop();
  finish();
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1, 10, 11]);
});
