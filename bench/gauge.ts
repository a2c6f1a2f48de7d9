/**
 * `node dist/bench/gauge.js [--seed N] [--count N]`: measures rendered pictures with known sizes under varied blur, tilt,
 * noise and calibration, and prints how often the stated intervals (k = 2) hold the truth, by kind of defect and by
 * condition, with the exact interval of that share itself. A part that is just beyond its limit is called within by mistake
 * as often as "wrong OK" says; beside it, how likely so many are at the stated risk of 2.3 %.
 */
import { parseArgs } from 'node:util';
import { chanceOfAtLeast, shareInterval } from '../lib/evaluation/intervals';
import { acquireEngine, DEFAULT_SETTINGS } from '../lib/inference';
import { isCovered, statedOf, type Stated } from './gauge/coverage';
import { percentile } from './result';

const OPTIONS = { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '120' } } as const;

/** Stated risk of a wrong OK: a normal distribution beyond two standard deviations, on one side. */
const RISK = 0.0228;

const CONDITIONS: Record<string, (stated: Stated) => string> = {
  blur: ({ conditions }) =>
    conditions.blur < 1 ? 'below 1 px' : conditions.blur < 1.6 ? '1 to 1.6 px' : 'above 1.6 px',
  'form of blur': ({ conditions }) => conditions.blurShape,
  tilt: ({ conditions }) => (conditions.tilt === 0 ? 'none' : conditions.tilt < 18 ? 'below 18°' : '18° to 35°'),
  noise: ({ conditions: { noise } }) => (noise < 1.5 ? 'below 1.5' : noise < 3 ? '1.5 to 3' : '3 to 6'),
  contrast: ({ conditions: { contrast } }) => (Math.abs(contrast) < 40 ? 'below 40' : '40 and more'),
  calibration: ({ conditions: { calibrated, lens } }) => (lens ? 'points and lens' : calibrated),
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const [seed, count] = [Number(values.seed), Number(values.count)];
  const { engine, release } = acquireEngine(DEFAULT_SETTINGS, { lingerMs: 0 });
  const pictures: Stated[][] = [];
  for (let index = 0; index < count; index++) {
    pictures.push(await statedOf(seed + index, async (input) => (await engine.run('measure', input)).output));
  }
  await release();
  const stated = pictures.flat();
  console.log(`pictures ${count}, with a region ${pictures.filter((each) => each.length).length}`);
  tell(
    'kind, dimension, gauge',
    stated,
    ({ conditions, dimension, gauge }) => `${conditions.kind} ${dimension} ${gauge}`,
  );
  tell('kind and dimension', stated, ({ conditions, dimension }) => `${conditions.kind} ${dimension}`);
  const claimed = stated.filter(({ conditions }) => conditions.kind !== 'dent');
  tell('kind', stated, ({ conditions }) => conditions.kind);
  tell('dimension', stated, ({ dimension }) => dimension);
  tell('dimension, dents apart', claimed, ({ dimension }) => dimension);
  for (const [name, group] of Object.entries(CONDITIONS)) tell(name, stated, group);
  tell('all, dents apart', claimed, () => 'all');
  tell('all', stated, () => 'all');
}

function tell(title: string, stated: Stated[], group: (stated: Stated) => string): void {
  console.log(`\n${title}`);
  const groups = Map.groupBy(stated, group);
  for (const [name, members] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const count = members.length;
    const [covered, wrong] = [isCovered, ({ wrongOk }: Stated) => wrongOk].map((test) => members.filter(test).length);
    const share = (hits: number) => `${((100 * hits) / count).toFixed(1)} %`;
    const [low, high] = shareInterval(covered!, count);
    const chance = chanceOfAtLeast(wrong!, count, RISK);
    const relative = (pick: (one: Stated) => number) =>
      percentile(
        members.map((one) => (100 * pick(one)) / one.truth),
        50,
      ) ?? NaN;
    const z = members.map(({ value, truth, expanded }) => (2 * (value - truth)) / expanded);
    const mean = z.reduce((sum, each) => sum + each, 0) / z.length;
    const spread = Math.sqrt(z.reduce((sum, each) => sum + (each - mean) ** 2, 0) / z.length);
    console.log(
      name.padEnd(30),
      `${share(covered!)} of ${count} (${share(low * count)} to ${share(high * count)})`.padEnd(34),
      `wrong OK ${wrong} = ${share(wrong!)} (p ${chance.toFixed(3)})`.padEnd(32),
      `error ${relative(({ value, truth }) => Math.abs(value - truth)).toFixed(2)} %`.padEnd(16),
      `U ${relative(({ expanded }) => expanded).toFixed(2)} %`.padEnd(12),
      `z ${mean.toFixed(2)} ± ${spread.toFixed(2)}`,
    );
  }
}

if (require.main === module) void main();
