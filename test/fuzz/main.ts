/**
 * `npm run fuzz -- --seed N --count N [--kind KIND]… [--out FOLDER]`: sends mutated input to a real Node-RED. What a run
 * has done is kept in the folder, so that the same command goes on where it was broken off.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FuzzedGateway } from './gateway';
import { fuzz, newTally, TARGETS, type Tally } from './run';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    kind: { type: 'string', multiple: true, default: Object.keys(TARGETS) },
    out: { type: 'string', default: '.fuzz' },
  },
});

interface Progress extends Tally {
  done: number;
}

const KEPT_EVERY = 50;

async function main(gateway: FuzzedGateway): Promise<void> {
  const [seed, count] = [Number(values.seed), Number(values.count)];
  mkdirSync(values.out, { recursive: true });
  const rows: object[] = [];
  for (const kind of values.kind) {
    if (!TARGETS[kind]) throw new Error(`no kind ${kind}; there are: ${Object.keys(TARGETS).join(', ')}`);
    const file = join(values.out, `${kind}-${seed}.json`);
    const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Progress) : { done: 0, ...newTally() };
    const keep = (done: number) => writeFileSync(file, JSON.stringify({ ...known, done }, null, 1));
    await fuzz(kind, gateway, { seed, from: known.done, to: count }, known, (index, failed) => {
      if (failed) writeFileSync(join(values.out, `${kind}-${seed}-${index}.bin`), failed.bytes);
      if (failed || (index + 1) % KEPT_EVERY === 0 || index + 1 === count) keep(index + 1);
      if ((index + 1) % 500 === 0) console.error(`${kind}: ${index + 1} of ${count}`);
    });
    rows.push({ kind, seed, cases: count, failures: known.failures.length, ...known.endings });
    for (const { index, tell, wrong } of known.failures) console.error(`${kind} ${seed}/${index} (${tell}): ${wrong}`);
    if (known.failures.length > 0) process.exitCode = 1;
  }
  console.table(rows);
}

const gateway = new FuzzedGateway();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void gateway.close().finally(() => process.exit(130)));
}
void main(gateway).finally(() => gateway.close());
