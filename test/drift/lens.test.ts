import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../lib/engine/condition/condition';
import { keepWatch, openWatch } from '../../lib/drift/store';
import { DriftWatch } from '../../lib/drift/watch';
import type { Look } from '../../lib/drift/watched';
import { random } from '../support/random';

const { normal } = random(12);
/** A steady line, less `lost` in one place. */
const look = (lost = 0, place = 5): Look => ({
  light: 4.6 + 0.03 * normal(),
  contrast: -1.5 + 0.05 * normal(),
  focus: -0.4 + 0.04 * normal(),
  score: -4 + normal(),
  structure: 1.5,
  detail: Array.from({ length: 9 }, (_, at) => 0.08 * normal() - (at === place ? lost : 0)),
});
const learnt = () => {
  const watch = new DriftWatch(200);
  for (let n = 0; n < 200; n++) watch.step(look());
  return watch;
};

describe('a smear on the lens', () => {
  it('is told, and where, within 25 looks, once', () => {
    for (let line = 0; line < 10; line++) {
      const watch = learnt();
      const told = Array.from({ length: 60 }, () => watch.step(look(0.2)));
      const first = told.findIndex((drifts) => drifts.length > 0);
      expect(first).toBeLessThan(25);
      expect(told[first]).toEqual([{ what: 'lens', place: 5, begins: true, change: expect.any(Number) }]);
      expect(told[first]![0]!.change).toBeLessThan(-0.1);
      expect(told.flat().filter(({ begins }) => begins)).toHaveLength(1);
    }
  });

  it('is not suspected on a steady line, nor where there is more to see', () => {
    for (let line = 0; line < 5; line++) {
      const watch = learnt();
      expect(Array.from({ length: 5000 }, () => watch.step(look())).flat()).toEqual([]);
      expect(Array.from({ length: 100 }, () => watch.step(look(-0.5))).flat()).toEqual([]);
    }
  });

  it('is still known after a restart', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'drift-')), 'a.json');
    const watch = learnt();
    for (let n = 0; n < 5; n++) expect(watch.step(look(1))).toEqual([]);
    await keepWatch(path, watch);
    const again = await openWatch(path, 200);
    const after = Array.from({ length: 4 }, () => again.step(look(1)).map(({ what }) => what));
    expect(after.flat()).toContain('lens');
  });

  it('begins anew with what a version learnt that meant something else by focus', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'drift-')), 'a.json');
    const { baseline, sums } = learnt().state;
    await writeFile(path, JSON.stringify({ learnt: [], baseline: { ...baseline, detail: undefined }, sums }));
    expect((await openWatch(path, 50)).progress).toEqual([0, 50]);
  });
});

describe('what there is to see', () => {
  const SIDE = 96;
  /** A texture, blurred in the middle right cell when `smeared`, and its sensor's noise. */
  const texture = (smeared: boolean, light = 1) =>
    Uint8Array.from({ length: SIDE * SIDE }, (_, at) => {
      const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
      const inPlace = x >= 64 && y >= 32 && y < 64;
      const wave = Math.sin(x * 1.3) * Math.sin(y * 1.1) * (smeared && inPlace ? 5 : 40);
      return light * (120 + wave) + normal();
    });
  const grey = (data: Uint8Array) =>
    conditionOf({
      data: Uint8Array.from(data, (value) => value).reduce(toRgb, new Uint8Array(3 * data.length)),
      width: SIDE,
      height: SIDE,
    });
  const toRgb = (rgb: Uint8Array, value: number, at: number) => rgb.fill(value, 3 * at, 3 * at + 3);

  it('falls where the lens is smeared, and nowhere else', () => {
    const [clean, smeared] = [grey(texture(false)).detail, grey(texture(true)).detail];
    const fallen = clean.map((value, place) => value - smeared[place]!);
    expect(fallen[5]).toBeGreaterThan(1);
    expect(fallen.filter((_, place) => place !== 5).every((fall) => Math.abs(fall) < 0.05)).toBe(true);
  });

  it('stays as it is when only the light changes', () => {
    const [bright, dim] = [grey(texture(false)), grey(texture(false, 0.8))];
    bright.detail.forEach((value, place) => expect(dim.detail[place]).toBeCloseTo(value, 1));
    expect(dim.focus).toBeCloseTo(bright.focus, 2);
  });

  it('is nothing but noise on a plain surface, which leaves the watch blind to focus', () => {
    const plain = Uint8Array.from({ length: SIDE * SIDE }, () => 120 + 3 * normal());
    const [plainly, textured] = [grey(plain), grey(texture(false))];
    expect(plainly.structure).toBeLessThan(0.1);
    expect(textured.structure).toBeGreaterThan(0.7);
    const learn = (structure: number) => {
      const watch = new DriftWatch(20);
      for (let n = 0; n < 20; n++) watch.step({ ...look(), structure });
      return watch.blind;
    };
    expect([learn(plainly.structure), learn(textured.structure)]).toEqual([true, false]);
  });
});
