/**
 * `npm run bench -- [NAME…] [--device NAME] [--json FILE] [--keep]`: runs the measuring files of this folder
 * and prints one table; with `--keep` BENCHMARKS.md gets the figures too.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keepFigures } from './benchmarks-page';
import { machine, type Bench, type BenchResult } from './result';

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, keep: { type: 'boolean' }, device: { type: 'string' } },
  allowPositionals: true,
});

if (values.device) process.env.GYEOL_BENCH_DEVICE = values.device;

const place = () => (values.device ? `${machine()}, ${values.device}` : machine());

async function benches(): Promise<Map<string, Bench>> {
  const found = new Map<string, Bench>();
  const names = readdirSync(__dirname).filter((file) => file.endsWith('.js') && file !== 'main.js');
  for (const file of names) {
    const bench = (await import(join(__dirname, file))) as Partial<Bench>;
    if (bench.run) found.set(file.replace(/\.js$/, ''), bench as Bench);
  }
  return found;
}

async function main(): Promise<void> {
  const found = await benches();
  const unknown = positionals.filter((name) => !found.has(name));
  if (unknown.length > 0) {
    console.error(`no benchmark ${unknown.join(', ')}; there are: ${[...found.keys()].join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const byBench = new Map<string, BenchResult[]>();
  for (const [name, bench] of found) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.error(`measuring ${name} …`);
    byBench.set(name, await bench.run());
  }
  const results = [...byBench.values()].flat();
  const round = (value: number | null) => value && Number(value.toPrecision(3));
  console.table(
    results.map(({ id, ours, peer, unit, ratio, n, note }) => {
      return { id, ours: round(ours), peer: round(peer), unit, ratio: round(ratio), n, note };
    }),
  );
  if (values.keep) keepFigures(place(), byBench);
  if (values.json) {
    writeFileSync(values.json, JSON.stringify({ machine: place(), date: new Date().toISOString(), results }, null, 2));
  }
}

void main();
