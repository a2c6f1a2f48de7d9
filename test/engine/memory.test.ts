import { describe, expect, it } from 'vitest';
import { mixedJobs } from '../../bench/mixed-jobs';
import type { Engine, JobKind } from '../../lib/inference';
import { using } from '../support/engine-on';

const LANES: JobKind[] = ['clip', 'measure', 'caption'];
const FIRST = 60;
const MORE = 160;

/** One picture's pixels kept a job would be more; what V8 and malloc take their time to give back is less. */
const GROWTH = 1.25;

describe('the processes of the three lanes', () => {
  it('hold after hundreds of mixed jobs what they held after the first', { timeout: 600_000 }, async () => {
    const next = await mixedJobs();
    const runJobs = async (engine: Engine, count: number) => {
      let left = count;
      const worker = async () => {
        while (left-- > 0) await next().run(engine);
      };
      await Promise.all([worker(), worker(), worker(), worker()]);
      return LANES.map((kind) => engine.state(kind).rssMb!);
    };
    const [before, after] = await using('cpu', async (engine) => [
      await runJobs(engine, FIRST),
      await runJobs(engine, MORE),
    ]);
    for (const [lane, held] of after!.entries()) expect(held).toBeLessThan(GROWTH * before![lane]!);
  });
});
