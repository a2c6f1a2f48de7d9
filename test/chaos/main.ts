/**
 * `npm run chaos -- --times N [--only NAME]… [--out FOLDER]`: disturbs a running line, each disturbance so many times, in
 * turn. What a run has done is kept in the folder, so that the same command goes on where it was broken off.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { disturbances } from './disturbances';
import { ChaosLine } from './line';
import { round } from './round';
import { newTotal, rowOf, sum, type Total } from './total';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true },
    out: { type: 'string', default: '.chaos' },
  },
});

let line: ChaosLine | undefined;
let isBrokenOff = false;

async function main(): Promise<void> {
  const all = await disturbances();
  const wanted = all.filter(({ name }) => values.only?.includes(name) ?? true);
  if (wanted.length === 0) throw new Error(`there are: ${all.map(({ name }) => name).join(', ')}`);
  mkdirSync(values.out, { recursive: true });
  const fileOf = (name: string) => join(values.out, `${name}.json`);
  const totals = new Map(wanted.map(({ name }) => [name, known(fileOf(name))]));

  for (let number = 0; number < Number(values.times); number++) {
    for (const disturbance of wanted) {
      const { name } = disturbance;
      const total = totals.get(name)!;
      if (total.rounds > number) continue;
      line ??= await ChaosLine.start();
      const began = performance.now();
      const tally = await round(line, disturbance, number);
      if (isBrokenOff) return;
      totals.set(name, sum(total, number, tally));
      writeFileSync(fileOf(name), JSON.stringify(totals.get(name), null, 1));
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      console.error(`${name} ${number + 1}: ${tally.frames} frames, ${seconds} s ${tally.wrong.join('\n')}`);
      if (tally.wrong.length === 0) continue;
      process.exitCode = 1;
      await line.stop();
      line = undefined;
    }
  }
  await line?.stop();
  for (const [name, total] of totals) console.log(rowOf(name, total));
}

const known = (file: string) => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Total) : newTotal());

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isBrokenOff = true;
    void (line?.stop() ?? Promise.resolve()).finally(() => process.exit(130));
  });
}
void main();
