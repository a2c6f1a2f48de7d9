import { describe, expect, it } from 'vitest';
import { heldAfter, PROCESSES } from '../../bench/held';
import { mixedJobs } from '../../bench/mixed-jobs';
import { using } from '../support/engine-on';

const FIRST = 200;
const MORE = 300;

/** Garbage comes and goes; what a process never falls below is what it keeps. */
const AT_LEAST = 0;

/** A judged picture's pixels kept would be more; `npm run bench -- memory` looks closer, over thousands of jobs. */
const GROWTH = 1.4;

describe('the processes of the three lanes, and their parent', () => {
  it('hold after hundreds of mixed jobs what they held after the first', { timeout: 600_000 }, async () => {
    const next = await mixedJobs();
    const [before, after] = await using('cpu', async (engine) => [
      await heldAfter(engine, next, FIRST),
      await heldAfter(engine, next, MORE, AT_LEAST),
    ]);
    for (const name of PROCESSES) expect(after![name], name).toBeLessThan(GROWTH * before![name]);
  });
});
