import type { Clock } from '../queue/clock';

const MINUTE = 60_000;
export const DAY = 86_400_000;

/** No report is older than this pack; a clock that starts in 1970 is known by that. */
const EARLIEST = Date.UTC(2026, 0, 1);

/**
 * Says how old things are only when the machine's date can be believed. After it jumped, or when at the start of a run
 * even the newest seems to have had its time, it is believed after it has gone on for a day: somebody may have set it,
 * or the line may have rested, but a clock that lost its battery must not cost a plant its reports.
 */
export class TrustedTime {
  private offset?: number;
  private since = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds since 1970, or nothing when that cannot be said. `newest` and `limit` (ms) for the start of a run. */
  now(newest: number | undefined, limit: number): number | undefined {
    const [wall, steady] = [this.clock.wall(), this.clock.steady()];
    const offset = wall - steady;
    const isFirst = this.offset === undefined;
    const jumped = !isFirst && Math.abs(offset - this.offset!) > MINUTE;
    const strange = isFirst && newest !== undefined && wall - newest > limit;
    if (jumped || strange) this.since = steady;
    this.offset = offset;
    return steady - this.since < DAY ? undefined : wall;
  }
}

/**
 * When lines were written, from what their clocks said: a time that cannot be is that of the neighbour, and none is
 * before that of an earlier line.
 */
export function plausibleTimes(times: number[], now: number, earlier = -Infinity): (number | undefined)[] {
  const isPossible = (time: number) => time >= EARLIEST && time <= now;
  let last = earlier === -Infinity ? (times.find(isPossible) ?? earlier) : earlier;
  return times.map((time) => {
    if (isPossible(time)) last = Math.max(last, time);
    return last === -Infinity ? undefined : last;
  });
}
