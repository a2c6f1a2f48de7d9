/**
 * `node dist/bench/measure.js MANIFEST.jsonl`: measures rendered pictures through the engine and prints how many
 * defects were found, false regions a good part and the median length error. Pictures with a reference are measured
 * against it. The bounds to meet: found ≥ 0.95, false regions ≤ 0.1 a good part, length error ≤ 0.05.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { acquireEngine, DEFAULT_SETTINGS } from '../lib/inference';
import { Judge, measuring, type Truth } from './measure-judge';

async function main(manifest: string): Promise<void> {
  const folder = dirname(manifest);
  const truths = readFileSync(manifest, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Truth);
  const { engine, release } = acquireEngine(DEFAULT_SETTINGS, { lingerMs: 0 });
  const judge = new Judge();
  for (const truth of truths) {
    const { output } = await engine.run('measure', measuring(truth, folder));
    await judge.add(truth, output, truth.mask ? resolve(folder, truth.mask) : undefined);
  }
  console.log(JSON.stringify(judge.result, null, 2));
  release();
}

if (require.main === module) void main(process.argv[2]!);
