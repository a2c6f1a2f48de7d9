/**
 * `node dist/bench/measure.js MANIFEST.jsonl [--method fixed --threshold 15]`: measures rendered pictures through the
 * engine and prints, for plain pictures and for those with a reference, how many defects were found, false regions a
 * good part, the median length error and the milliseconds a picture takes. Pictures with a reference are measured
 * against it, unless a method is named. The bounds to meet: found ≥ 0.95, false regions ≤ 0.1 a good part, length error
 * ≤ 0.05.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { acquireEngine, DEFAULT_SETTINGS, type MeasureMethod } from '../lib/inference';
import { Judge, measuring, type Truth } from './measure-judge';
import { percentile } from './result';

const OPTIONS = { method: { type: 'string' }, threshold: { type: 'string' } } as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [manifest] = positionals;
  if (!manifest) throw new Error('which MANIFEST.jsonl?');
  const truths = readFileSync(manifest, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Truth);
  const named = values.method && {
    method: values.method as MeasureMethod,
    threshold: Number(values.threshold ?? 4),
  };
  const { engine, release } = acquireEngine(DEFAULT_SETTINGS, { lingerMs: 0 });
  for (const patterned of [false, true]) {
    const judge = new Judge();
    const times: number[] = [];
    for (const truth of truths.filter(({ reference }) => Boolean(reference) === patterned)) {
      const folder = dirname(manifest);
      const input = measuring(truth, folder);
      if (named) Object.assign(input, { reference: undefined, options: { ...input.options, ...named } });
      const { output, timings } = await engine.run('measure', input);
      times.push(timings.find!);
      await judge.add(truth, output, truth.mask ? resolve(folder, truth.mask) : undefined);
    }
    if (times.length === 0) continue;
    console.log(patterned ? 'patterned' : 'plain', { ...judge.result, ms: percentile(times, 50) });
  }
  await release();
}

if (require.main === module) void main();
