import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepWatch, openWatch } from '../../lib/drift/store';
import { DriftWatch } from '../../lib/drift/watch';
import type { Look } from '../../lib/drift/watched';
import { random } from '../support/random';

const { normal, uniform } = random(11);
/** A steady line: 3 % of light, 5 % of contrast, 4 % of focus by itself, and a defect in every fiftieth part. */
const look = (change: Partial<Look> = {}): Look => ({
  light: 4.6 + 0.03 * normal() + (change.light ?? 0),
  contrast: -1.5 + 0.05 * normal() + (change.contrast ?? 0),
  focus: -0.4 + 0.04 * normal() + (change.focus ?? 0),
  score: (uniform() < 0.02 ? 5 : -4) + normal() + (change.score ?? 0),
  structure: 2,
  detail: [],
});
const learnt = () => {
  const watch = new DriftWatch(200);
  for (let n = 0; n < 200; n++) watch.step(look());
  return watch;
};
/** Looks until the change is told; Infinity if it is not within 200. */
const delay = (change: Partial<Look>, what: string) => {
  const watch = learnt();
  for (let n = 1; n <= 200; n++) if (watch.step(look(change)).some((drift) => drift.what === what)) return n;
  return Infinity;
};

describe('a watch over a line', () => {
  it('says nothing of 5,000 steady frames, ten times over', () => {
    for (let line = 0; line < 10; line++) {
      const watch = learnt();
      const told = Array.from({ length: 5000 }, () => watch.step(look())).filter((drifts) => drifts.length > 0);
      expect(told).toEqual([]);
    }
  });

  it.each([
    ['a lamp a fifth dimmer', { light: Math.log(0.8) }, 'light'],
    ['less contrast', { contrast: -0.2 }, 'contrast'],
    ['softer edges', { focus: -0.15 }, 'focus'],
    ['scores that creep up', { score: 2.5 }, 'score'],
  ])('tells of %s within 25 looks', (_name, change, what) => {
    const delays = Array.from({ length: 20 }, () => delay(change, what));
    expect(Math.max(...delays)).toBeLessThanOrEqual(25);
  });

  it('tells how large a change is, once, and again after it was over', () => {
    const watch = learnt();
    const begun: number[] = [];
    const phase = (change: Partial<Look>, looks: number) => {
      for (let n = 0; n < looks; n++)
        for (const drift of watch.step(look(change)))
          if (drift.begins && drift.what === 'light') begun.push(drift.change);
    };
    phase({ light: Math.log(0.7) }, 100);
    expect(begun).toHaveLength(1);
    expect(begun[0]).toBeLessThan(-0.1);
    phase({}, 100);
    phase({ light: Math.log(0.7) }, 100);
    expect(begun).toHaveLength(2);
  });

  it('says nothing of scores in two heaps, such as of parts with and without a print', () => {
    const heaps = () => look({ score: uniform() < 0.3 ? 6 : 0 });
    const watch = new DriftWatch(200);
    for (let n = 0; n < 200; n++) watch.step(heaps());
    expect(Array.from({ length: 5000 }, () => watch.step(heaps())).flat()).toEqual([]);
  });

  it('is not moved by a burst of odd parts', () => {
    const watch = learnt();
    const told = Array.from({ length: 4 }, () => watch.step(look({ score: 50, focus: 3 })));
    expect(told.flat()).toEqual([]);
  });

  it('takes no look that holds no number', () => {
    const watch = learnt();
    for (let n = 0; n < 50; n++) expect(watch.step(look({ light: NaN }))).toEqual([]);
  });
});

describe('what a watch learnt', () => {
  it('survives a restart, and so does a change that has begun', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'drift-')), 'a.json');
    const watch = learnt();
    for (let n = 0; n < 4; n++) expect(watch.step(look({ light: -0.5 }))).toEqual([]);
    await keepWatch(path, watch);
    const again = await openWatch(path, 200);
    expect(again.progress).toEqual([200, 200]);
    const after = Array.from({ length: 4 }, () => again.step(look({ light: -0.5 })).map(({ what }) => what));
    expect(after.flat()).toContain('light');
  });

  it('is begun anew when its file was spoilt', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'drift-')), 'a.json');
    await writeFile(path, '{"learnt":');
    expect((await openWatch(path, 50)).progress).toEqual([0, 50]);
  });
});
