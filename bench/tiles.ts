/**
 * A JPEG of 12 megapixels with starter-clip and tiles at full resolution: beside `session.run` on as many pixels, ready as
 * tensors of 16 tiles without overlap, in turn; and how well budgets are kept, from the picture's bytes to the answer.
 * How often defects are found: bench/tiles/frames.ts.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { join } from 'node:path';
import sharp from 'sharp';
import { acquireEngine, type Engine } from '../lib/inference';
import { expandPrompts } from '../lib/inspection/prompts';
import { packageRoot } from '../lib/package-root';
import { defaultLine } from '../lib/stages/line';
import { lessIsBetter, percentile, type BenchResult } from './result';
import { benchSettings } from './settings';

const ROUNDS = 5;
const [WIDTH, HEIGHT, TILE, BATCH] = [4000, 3000, 224, 16];
/** Shares of the time that all tiles take. */
const SHARES = [0.25, 0.5, 0.75];
/** A budget must leave time for decoding and the whole picture. */
const FRAMES_A_BUDGET = 5;

async function surface(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 6 } as const;
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: 'grey', noise } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** @returns ms for as many pixels as the picture has */
async function rawSession(): Promise<() => Promise<number>> {
  const session = await InferenceSession.create(join(packageRoot(), 'models/starter/clip/onnx/vision_model.onnx'));
  const values = new Float32Array(BATCH * 3 * TILE * TILE).map((_, index) => Math.sin(index));
  const pixel_values = new Tensor('float32', values, [BATCH, 3, TILE, TILE]);
  const batches = (WIDTH * HEIGHT) / (TILE * TILE) / BATCH;
  return async () => {
    const start = performance.now();
    for (let done = 0; done < Math.ceil(batches); done++) await session.run({ pixel_values });
    return ((performance.now() - start) * batches) / Math.ceil(batches);
  };
}

export async function run(): Promise<BenchResult[]> {
  const { judge } = defaultLine();
  const labels = expandPrompts(judge.labels, judge.templates, { englishOnly: false });
  const defects = judge.labels.filter(({ kind }) => kind === 'defect').map(({ id }) => id);
  const jpeg = await surface();
  const looked = async (engine: Engine, budgetMs: number) => {
    const picture = { bytes: Buffer.from(jpeg) };
    const start = performance.now();
    const { output } = await engine.run('clip', {
      picture,
      model: 'starter-clip',
      labels,
      fine: { overlap: 0.2, budgetMs, defects },
    });
    return { ms: performance.now() - start, seen: output.fine!.seen, total: output.fine!.total };
  };
  const { engine, release } = acquireEngine(benchSettings('auto'));
  const raw = await rawSession();
  const times: { ours: number[]; raw: number[] } = { ours: [], raw: [] };
  for (let round = -1; round < ROUNDS; round++) {
    const [own, peer] = [(await looked(engine, 0)).ms, await raw()];
    if (round < 0) continue;
    times.ours.push(own);
    times.raw.push(peer);
  }
  const all = percentile(times.ours, 50)!;
  const results = [
    lessIsBetter({
      id: 'tiles.12mp_vs_raw',
      ours: all,
      peer: percentile(times.raw, 50),
      unit: 'ms/frame',
      n: ROUNDS,
      note: 'decoding, order, 391 tiles and the whole; peer: session.run on ready tensors of the same pixels, batch 16',
    }),
  ];
  for (const share of SHARES) {
    const budget = Math.round(share * all);
    const spent: number[] = [];
    let seen = '';
    for (let frame = 0; frame < FRAMES_A_BUDGET; frame++) {
      const { ms, ...tiles } = await looked(engine, budget);
      spent.push(ms);
      seen += ` ${tiles.seen}`;
    }
    const longest = percentile(spent, 100)!;
    const note = `longest of ${spent.map((ms) => Math.round(ms)).join(', ')}; peer: the budget; tiles seen of 391:${seen}`;
    results.push(
      lessIsBetter({
        id: `tiles.budget.${budget}`,
        ours: longest,
        peer: budget,
        unit: 'ms/frame',
        n: spent.length,
        note,
      }),
    );
  }
  release();
  return results;
}
