import { afterAll, describe, expect, it } from 'vitest';
import { disturbances } from './disturbances';
import { ChaosLine } from './line';
import { round } from './round';

const TIMES = 3;

/** The long run is a command: `npm run chaos`. */
describe('a line that is disturbed', async () => {
  let line: ChaosLine | undefined;
  afterAll(() => line?.stop());

  it.each(await disturbances())('reports each frame once: $name', { timeout: 300_000 }, async (disturbance) => {
    for (let number = 0; number < TIMES; number++) {
      line ??= await ChaosLine.start();
      const { wrong, frames, reports, late } = await round(line, disturbance, number);
      if (wrong.length > 0) {
        await line.stop();
        line = undefined;
      }
      expect(wrong).toEqual([]);
      expect(frames).toBeGreaterThan(0);
      expect(reports).toBe(frames);
      expect(late.recognised).toBe(late.sent);
    }
  });
});
