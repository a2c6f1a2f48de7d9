import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSoakLine, type SoakLine } from './line';
import { findings, tableOf } from './measures';
import { plotOf } from './plot';
import { restOfEngines } from './rest';
import { takeSample, type Sample } from './sample';

const KEPT_REPORTS = 20;
/** Record and document; without retention there would be three hundred times as many. */
const FILES_A_REPORT = 2;
/** Each lets retention run once, which it does after every hundred reports. */
const [ROUNDS, FRAMES] = [3, 100];

let line: SoakLine;
beforeAll(async () => {
  line = await startSoakLine(KEPT_REPORTS);
});
afterAll(() => line?.stop());

/** The long run is a command: `npm run soak`. */
it('opens nothing for good, whatever number of frames goes through', { timeout: 300_000 }, async () => {
  const samples: Sample[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await line.camera.send(FRAMES);
    samples.push(await takeSample(line, round));
  }
  expect(line.camera.reported).toBe(ROUNDS * FRAMES);
  const [first, ...later] = samples as [Sample, Sample, Sample];
  const last = later.at(-1)!;
  for (const key of ['judge.fds', 'measure.fds', 'describe.fds'] as const) expect(last[key]).toBe(first[key]);
  expect(last.listeners).toBeLessThanOrEqual(first.listeners + 8);
  expect(last.handles).toBeLessThanOrEqual(first.handles + 8);
  expect(last.fds).toBeLessThanOrEqual(first.fds + 8);
  expect(last.files).toBeLessThan(FILES_A_REPORT * (KEPT_REPORTS + 2 * FRAMES) + 50);
  expect(Math.min(...samples.map(({ rss, heapUsed }) => Math.min(rss, heapUsed)))).toBeGreaterThan(10);
  const svg = plotOf(samples, findings(samples, 0), 0);
  expect(svg.match(/<polyline/g)).toHaveLength(2 * findings(samples, 0).length);
  expect(tableOf(findings(samples, 0))).toContain('Node-RED, resident memory (MiB)');
});

it('tells what engines hold when their garbage is collected, and they work on', { timeout: 120_000 }, async () => {
  const before = await takeSample(line, ROUNDS);
  const rest = await restOfEngines(line);
  expect(Object.keys(rest)).toEqual(['judge', 'measure', 'describe']);
  for (const lane of ['judge', 'measure', 'describe'] as const) {
    expect(rest[lane]).toBeGreaterThan(20);
    expect(rest[lane]).toBeLessThan(before[`${lane}.rss`] + 5);
  }
  await line.camera.send(FRAMES);
  expect(line.camera.reported).toBe((ROUNDS + 1) * FRAMES);
});
