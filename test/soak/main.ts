/**
 * `npm run soak -- [--frames N] [--minutes N] [--pace FRAMES] [--every SECONDS] [--out FOLDER]`: the line of `npm start`
 * with small pictures, so many a second (else as fast as it reports them), until so many are reported, the time is over
 * or Ctrl-C. Samples are added to a file as they come; at the end there are a table and a plot of what grew, and what the
 * engines hold once they have collected their garbage. `--read` makes table and plot of a file that is there.
 */
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startSoakLine } from './line';
import { findings, tableOf } from './measures';
import { plotOf } from './plot';
import { restOfEngines } from './rest';
import { takeSample, type Sample } from './sample';

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '100000' },
    minutes: { type: 'string', default: '75' },
    pace: { type: 'string' },
    every: { type: 'string', default: '5' },
    out: { type: 'string', default: '.soak' },
    read: { type: 'boolean' },
  },
});

const KEPT_REPORTS = 1000;
/** Of the time: engines load, and what is kept fills up. */
const WARMING_UP = 0.25;
const file = join(values.out, 'samples.jsonl');

async function soak(): Promise<void> {
  rmSync(file, { force: true });
  const line = await startSoakLine(KEPT_REPORTS, values.pace ? Number(values.pace) : undefined);
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const over = Promise.race([
    line.camera.send(Number(values.frames)).then(() => 'done'),
    pause(60_000 * Number(values.minutes), 'done', { ref: false }),
    line.ended.then(() => 'died'),
    ...['SIGINT', 'SIGTERM'].map((signal) => once(process, signal).then(() => 'done')),
  ]);
  try {
    for (;;) {
      const state = await Promise.race([over, pause(1000 * Number(values.every), undefined)]);
      if (state === 'died') throw new Error(`Node-RED ended\n${line.log()}`);
      const sample = await takeSample(line, seconds());
      appendFileSync(file, `${JSON.stringify(sample)}\n`);
      console.error(`${sample.at.toFixed(0)} s: ${sample.frames} frames, Node-RED ${sample.rss.toFixed(0)} MiB`);
      if (state) return void console.log(restLines(await restOfEngines(line)));
    }
  } finally {
    writeFileSync(join(values.out, 'node-red.log'), line.log());
    await line.stop();
  }
}

function tell(): void {
  const samples = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Sample); // prettier-ignore
  const warm = WARMING_UP * samples.at(-1)!.at;
  const found = findings(samples, warm);
  writeFileSync(join(values.out, 'soak.svg'), plotOf(samples, found, warm));
  writeFileSync(join(values.out, 'soak.md'), `${tableOf(found)}\n`);
  console.log(tableOf(found));
  if (found.some(({ isSteady, drift }) => !isSteady && drift.slope > 0)) process.exitCode = 1;
}

const restLines = (rest: Record<string, number>) =>
  Object.entries(rest)
    .map(([lane, mib]) => `Engine ${lane} holds ${mib.toFixed(1)} MiB after a collection`)
    .join('\n');

mkdirSync(values.out, { recursive: true });
void (values.read ? Promise.resolve() : soak()).then(tell);
