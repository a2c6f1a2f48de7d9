/** `npm run bench -- [NAME…] [--json FILE]`: runs the measuring files of this folder and prints one table. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, type Bench, type BenchResult } from './result';

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });

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
  const results: BenchResult[] = [];
  for (const [name, bench] of found) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.error(`measuring ${name} …`);
    results.push(...(await bench.run()));
  }
  const round = (value: number | null) => value && Number(value.toPrecision(3));
  console.table(
    results.map(({ id, ours, peer, unit, ratio, n, note }) => {
      return { id, ours: round(ours), peer: round(peer), unit, ratio: round(ratio), n, note };
    }),
  );
  if (values.json) {
    writeFileSync(
      values.json,
      JSON.stringify({ machine: machine(), date: new Date().toISOString(), results }, null, 2),
    );
  }
}

void main();
