/**
 * `node dist/bench/tiles/frames.js MANIFEST.jsonl --out LINES.jsonl [--model FOLDER] [--threads N] [--limit N]
 * [--good|--scratch] [--near]`: judges the big pictures of models/training/render_big.py with tiles at full
 * resolution, one line of JSON each; it goes on where it was broken off. A scratched picture equals its good one but for the
 * scratch: `--near` looks at the tiles around that alone, and at the whole.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { acquireEngine, DEFAULT_SETTINGS, type ClipInput, type ClipOutput } from '../../lib/inference';
import { readPicture } from '../../lib/imaging/input';
import { expandPrompts } from '../../lib/inspection/prompts';
import type { Box } from '../../lib/inspection/record';
import { defaultLine } from '../../lib/stages/line';
import { around, type Truth } from './frame';

/** Lower than the product's own, so that the lines tell how often other limits would be reached. */
const LIMIT = 5;

const { values, positionals } = parseArgs({
  options: {
    out: { type: 'string' },
    model: { type: 'string', default: 'starter-clip' },
    near: { type: 'boolean', default: false },
    good: { type: 'boolean', default: false },
    scratch: { type: 'boolean', default: false },
    limit: { type: 'string' },
    threads: { type: 'string', default: '0' },
  },
  allowPositionals: true,
});

const { judge } = defaultLine();
const defects = judge.labels.filter(({ kind }) => kind === 'defect').map(({ id }) => id);
const fine = { overlap: 0.2, budgetMs: 0, limit: LIMIT, defects };

const linesOf = <T>(file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

async function main(): Promise<void> {
  const [manifest] = positionals;
  const out = values.out!;
  const known = new Set(existsSync(out) ? linesOf<Truth>(out).map(({ file }) => file) : []);
  const truths = linesOf<Truth>(manifest!)
    .filter(({ has_defect }) => (has_defect ? !values.good : !values.scratch))
    .slice(0, values.limit ? Number(values.limit) : undefined);
  const labels = expandPrompts(judge.labels, judge.templates, { englishOnly: false });
  const { engine, release } = acquireEngine(
    { ...DEFAULT_SETTINGS, threads: Number(values.threads), timeoutMs: 0 },
    { lingerMs: 0 },
  );
  for (const truth of truths) {
    if (known.has(truth.file)) continue;
    const { picture } = await readPicture(resolve(dirname(manifest!), truth.file));
    const input: ClipInput = { picture, model: values.model, labels };
    const started = performance.now();
    const run = async (more: Partial<ClipInput>) => (await engine.run('clip', { ...input, ...more })).output;
    const output = values.near && truth.boxes ? await nearOnly(run, truth.boxes[0]!) : await run({ fine });
    const { regions, scoring, fine: told } = output;
    const ms = Math.round(performance.now() - started);
    appendFileSync(out, `${JSON.stringify({ ...truth, regions, scoring, fine: told, ms })}\n`);
    process.stderr.write(`${truth.file} ${ms} ms, highest ${told?.tiles[0]?.score.toFixed(1)}\n`);
  }
  await release();
}

/** The whole picture, and the tiles around the scratch. */
async function nearOnly(run: (more: Partial<ClipInput>) => Promise<ClipOutput>, box: Box): Promise<ClipOutput> {
  const { regions, picture } = await run({});
  const { width, height } = picture;
  const [x, y, wide, tall] = around(box, picture);
  const near = await run({ fine, roi: [x / width, y / height, wide / width, tall / height] });
  return { ...near, regions };
}

void main();
