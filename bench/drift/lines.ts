/**
 * `node dist/bench/drift/lines.js MANIFEST.jsonl --json FILE [--model FOLDER] [--patch X,Y,W,H]`: lets inspection-drift's
 * watch learn each line of models/training/render_drift.py, then look at 5,000 steady pictures and at lamps and lenses that
 * wear, and beside it tells how the judgement's balanced accuracy falls meanwhile.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { inOrder } from '../../lib/in-order';
import { acquireEngine, DEFAULT_SETTINGS, type Engine, type RelativeBox } from '../../lib/inference';
import { byKind, stepsOf } from './accuracy';
import { Kept } from './kept';
import { conditionBy, judgeBy, learnLine } from './look';
import { summaryOf, type LineFigures } from './summary';
import type { Truth } from './truth';
import { byWay, ourWatch, shewhart, watchedBy, type Seen } from './watching';

const { values, positionals } = parseArgs({
  options: {
    model: { type: 'string', default: 'starter-clip' },
    json: { type: 'string' },
    /** Keeps every judgement, and takes what is kept already. */
    looks: { type: 'string' },
    /** Where the watch looks, in shares of the view; all of it otherwise. */
    patch: { type: 'string' },
  },
  allowPositionals: true,
});

const patch = values.patch?.split(',').map(Number) as RelativeBox | undefined;
const RUNNING = ['learn', 'steady', 'ramp', 'jump'];

async function main(): Promise<void> {
  const manifest = positionals[0]!;
  const truths = readFileSync(manifest, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Truth)
    .map((truth) => ({ ...truth, file: resolve(dirname(manifest), truth.file) }));
  const { engine, release } = acquireEngine(
    { ...DEFAULT_SETTINGS, threads: 1, timeoutMs: 0, queueLimit: 1000 },
    { lingerMs: 0 },
  );
  const lines: LineFigures[] = [];
  for (const number of new Set(truths.map(({ line }) => line))) {
    const own = truths.filter(({ line }) => line === number);
    lines.push(await figuresOf(engine, own));
    process.stderr.write(`line ${number}: ${JSON.stringify(summaryOf(lines.slice(-1)))}\n`);
  }
  await release();
  const figures = { manifest, model: values.model, summary: summaryOf(lines), lines };
  console.log(JSON.stringify(figures.summary, null, 1));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, rounded, 1)}\n`);
}

async function figuresOf(engine: Engine, own: Truth[]): Promise<LineFigures> {
  const line = await learnLine(engine, values.model, own);
  const { line: number, material, seed } = own[0]! as Truth & { seed: number };
  const kept = new Kept(values.looks && `${values.looks}-${seed}.json`);
  const judgedOf = (truth: Truth) => kept.take(truth.file, () => judgeBy(line, truth));
  const running = own.filter(({ role }) => RUNNING.includes(role));
  const seen = await inOrder(running, 4, async (truth): Promise<Seen> => {
    return { truth, condition: await conditionBy(line, truth, patch), judged: await judgedOf(truth) };
  });
  const judged = own.filter(({ role }) => role === 'judged');
  const decided = await inOrder(judged, 4, async (truth) => ({ truth, judged: await judgedOf(truth) }));
  kept.write();
  return {
    line: number,
    seed,
    material: material!,
    accuracy: byWay((way) => byKind((kind) => stepsOf(way, kind, decided))),
    watched: byWay((way) => watchedBy(way, seen, ourWatch)),
    shewhart: byWay((way) => watchedBy(way, seen, shewhart)),
    ramp: seen.filter(({ truth }) => truth.role === 'ramp' && truth.wear === 'light').length,
    judged: judged.length,
  };
}

const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(4)) : value);

void main();
