import { expect, test } from 'vitest';
import { delineate } from '../../lib/engine/measure/delineate';
import { standingOut } from '../../lib/engine/measure/adaptive';
import { alongLines } from '../../lib/engine/measure/line-filters';
import type { Grey } from '../../lib/engine/measure/opencv';
import { searchable } from '../../lib/engine/measure/search';
import { segment } from '../../lib/engine/measure/segment';
import { trendOf } from '../../lib/engine/measure/trend';
import type { MeasureOptions } from '../../lib/inference';

const OPTIONS: MeasureOptions = {
  method: 'adaptive',
  polarity: 'both',
  threshold: 4,
  minArea: 30,
  closing: 0,
  mergeDistance: 8,
  largest: 0,
};

/** A picture of `side × side` grey levels, rounded, with noise that is the same each time. */
function drawn(side: number, levelAt: (x: number, y: number) => number, noise = 2): Grey {
  let seed = 1;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const values = new Uint8Array(side * side);
  for (let at = 0; at < values.length; at++) {
    const grain = (random() + random() + random() - 1.5) * 2 * noise;
    values[at] = Math.round(levelAt(at % side, Math.floor(at / side)) + grain);
  }
  return { values, width: side, height: side };
}

const vignette = (x: number, y: number) => 170 - 60 * (((x - 250) / 400) ** 2 + ((y - 350) / 400) ** 2);

test('the trend follows the light, whatever a tenth of the picture shows', () => {
  const picture = drawn(600, (x, y) => (x > 120 && x < 320 && y > 160 && y < 340 ? 40 : vignette(x, y)));
  const trend = trendOf(picture);
  for (const [x, y] of [
    [0, 0],
    [599, 599],
    [230, 260],
  ] as const) {
    expect(Math.abs(trend.values[y * 600 + x]! - vignette(x, y))).toBeLessThan(4);
  }
});

test('light that falls to the corners is no region, nor is an even texture', () => {
  const ripples = (x: number, y: number) => vignette(x, y) + 8 * Math.sin((x + 0.3 * y) / 3);
  for (const level of [vignette, ripples]) {
    const mask = segment({ grey: drawn(600, level), colour: [] }, OPTIONS);
    expect(mask.values.includes(1)).toBe(false);
  }
});

test('a mark on such a texture is found', () => {
  const marked = (x: number, y: number) =>
    vignette(x, y) + 8 * Math.sin((x + 0.3 * y) / 3) - (Math.hypot(x - 420, y - 150) < 12 ? 35 : 0);
  const mask = segment({ grey: drawn(600, marked), colour: [] }, OPTIONS);
  const area = mask.values.reduce((sum, set) => sum + set, 0);
  expect(Math.abs(area / (Math.PI * 144) - 1)).toBeLessThan(0.35);
  expect(mask.values[150 * 600 + 420]).toBe(1);
});

test('the bright and the dark flank of a dent are one region, with what lies between them', () => {
  const [x0, y0, radius] = [300, 280, 40];
  const dent = (x: number, y: number) => {
    const [dx, dy] = [(x - x0) / radius, (y - y0) / radius];
    const q = Math.hypot(dx, dy);
    return 130 + 50 * Math.exp(-(((q - 0.62) / 0.25) ** 2)) * (dx / Math.max(q, 0.05));
  };
  const grey = drawn(600, dent);
  const evidence = standingOut({ grey: searchable(grey), colour: [] }, OPTIONS);
  const found = { ...evidence, values: Uint8Array.from(evidence.values, (value) => (Math.abs(value) > 3 ? 1 : 0)) };
  const mask = delineate(found, evidence, { grey, colour: [] }, OPTIONS);
  expect(mask.values[y0 * 600 + x0]).toBe(1);
  const across = mask.values.subarray(y0 * 600, (y0 + 1) * 600);
  const length = across.lastIndexOf(1) - across.indexOf(1) + 1;
  expect(Math.abs(length / (2 * radius) - 1)).toBeLessThan(0.15);
});

test('a line of eight pixels is gathered in its direction only', () => {
  const values = new Float32Array(32 * 32);
  for (let step = 0; step < 8; step++) values[(10 + step) * 32 + 10 + step] = 1;
  const strongest = Array.from(alongLines({ values, width: 32, height: 32 }, 8), (channel) =>
    Math.max(...channel.values),
  );
  expect(strongest.indexOf(Math.max(...strongest))).toBe(2);
  expect(strongest[2]).toBeGreaterThan(0.7);
  expect(strongest[6]).toBeLessThan(0.3);
});
