import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadClip } from '../../lib/engine/families/clip';
import { batchKey, run } from '../../lib/engine/jobs/clip';
import { Budget, Pace } from '../../lib/engine/tiles/budget';
import { tilesOf } from '../../lib/engine/tiles/grid';
import { mirrored } from '../../lib/engine/tiles/mirror';
import { bySalience } from '../../lib/engine/tiles/salience';
import { unseenOf } from '../../lib/engine/tiles/unseen';
import type { ClipInput, ClipOutput, FineTiles } from '../../lib/inference/jobs';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { expandPrompts } from '../../lib/inspection/prompts';
import type { Box } from '../../lib/inspection/record';
import { defaultLine } from '../../lib/stages/line';
import { TestContext } from '../support/job-context';
import { plate } from '../support/parts';
import { tinyModel } from '../support/tiny-models';

const { judge } = defaultLine();
const LABELS = expandPrompts(judge.labels, judge.templates, { englishOnly: false });
const DEFECTS = judge.labels.filter(({ kind }) => kind === 'defect').map(({ id }) => id);
const SCRATCH = '<path d="M 520 330 q 15 18 28 28" stroke="#d8dadd" stroke-width="2" fill="none"/>';
const [WIDTH, HEIGHT] = [700, 500];

const fine = (more: Partial<FineTiles> = {}): FineTiles => ({ overlap: 0.2, budgetMs: 0, defects: DEFECTS, ...more });
const areaOf = (boxes: Box[]) => boxes.reduce((sum, [, , width, height]) => sum + width * height, 0);

async function judged(bytes: Buffer, more: Partial<ClipInput> = {}, context = new TestContext()): Promise<ClipOutput> {
  const [outcome] = await run(
    [{ picture: { bytes }, model: 'starter-clip', labels: LABELS, fine: fine(), ...more }],
    [context],
  );
  if (outcome instanceof Error) throw outcome;
  return outcome!;
}

describe('tiles at full resolution', () => {
  let good: Buffer;
  let scratched: Buffer;
  beforeAll(async () => {
    [good, scratched] = await Promise.all([plate(WIDTH, HEIGHT), plate(WIDTH, HEIGHT, SCRATCH)]);
  });

  it('find a short scratch in a large picture, in the tiles that stand out most, and look at them again', async () => {
    const context = new TestContext();
    const { regions, fine: told } = await judged(scratched, {}, context);
    expect(regions.map(({ box }) => box)).toEqual([[0, 0, WIDTH, HEIGHT]]);
    expect(told).toMatchObject({ seen: 12, total: 12, unseen: [] });
    const [worst] = told!.tiles;
    expect(worst!.score).toBeGreaterThan(told!.limit);
    expect(worst!.looks).toBe(7);
    const found = told!.tiles.filter(({ score }) => score >= told!.limit);
    expect(Math.min(...found.map(({ turn }) => turn))).toBe(1);
    const [x, y, width, height] = worst!.box;
    expect([width, height]).toEqual([224, 224]);
    expect(x < 548 && x + width > 520 && y < 358 && y + height > 330).toBe(true);
    expect(context.told.at(-1)).toBe(1);
    expect(context.timings.tiles).toBeGreaterThan(0);
  });

  it('find nothing on a good one, and tell of the highest tile', async () => {
    const { fine: told } = await judged(good);
    expect(told!.tiles).toHaveLength(1);
    expect(told!.tiles[0]!.score).toBeLessThan(told!.limit / 2);
  });

  it('judge the whole picture as without them', async () => {
    const [with_, without] = [await judged(scratched), await judged(scratched, { fine: undefined })];
    with_.regions[0]!.logits.forEach((logit, label) =>
      expect(logit).toBeCloseTo(without.regions[0]!.logits[label]!, 3),
    );
    expect(without.fine).toBeUndefined();
  });

  it('stay within the region of interest, and are none where the whole shows as much', async () => {
    const { fine: told } = await judged(scratched, { roi: [0, 0, 0.5, 0.5] });
    expect(told).toMatchObject({ seen: 4, total: 4 });
    expect(told!.tiles[0]!.score).toBeLessThan(told!.limit);
    expect((await judged(await plate(200, 180))).fine).toBeUndefined();
  });

  it('judge the whole picture when there is no time for a tile, and tell what was not looked at', async () => {
    const { regions, fine: told } = await judged(scratched, { fine: fine({ budgetMs: 0.001 }) });
    expect(regions).toHaveLength(1);
    expect(told).toMatchObject({ seen: 0, total: 12, tiles: [], unseen: [[0, 0, WIDTH, HEIGHT]] });
  });

  it('end between two runs when the job is cancelled', async () => {
    const context = new TestContext();
    context.progress = () => context.abort();
    await expect(judged(scratched, {}, context)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
  });

  it('serve models that tell of no cells, and whose integers depend on the company', async () => {
    const { fine: told } = await judged(scratched, { model: tinyModel('clip') });
    const { preprocessor } = await loadClip(tinyModel('clip'), DEFAULT_SETTINGS);
    expect(told!.tiles[0]!.box.slice(2)).toEqual([preprocessor.width, preprocessor.height]);
    expect(told).toMatchObject({ seen: told!.total, limit: 4.5 });
  });

  it('have the engine to themselves', () => {
    const input = { picture: {}, model: 'starter-clip', labels: LABELS };
    expect(batchKey({ ...input, fine: fine() })).toBeUndefined();
    expect(batchKey(input)).toBeDefined();
  });
});

describe('the grid', () => {
  it('covers the region exactly, with at least the overlap', () => {
    const region: Box = [10, 20, 4000, 3000];
    const tiles = tilesOf(region, { width: 224, height: 224 }, 0.2);
    expect(tiles).toHaveLength(23 * 17);
    expect(tiles[0]).toEqual([10, 20, 224, 224]);
    expect(tiles.at(-1)).toEqual([4010 - 224, 3020 - 224, 224, 224]);
    for (const [index, [x]] of tiles.slice(1, 23).entries()) expect(x - tiles[index]![0]).toBeLessThanOrEqual(179.2);
    expect(unseenOf(tiles, tiles)).toEqual([]);
  });

  it('is as small as a region that is narrower than a tile', () => {
    expect(tilesOf([5, 5, 100, 300], { width: 224, height: 224 }, 0)).toEqual([
      [5, 5, 100, 224],
      [5, 81, 100, 224],
    ]);
  });

  it('tells what no tile covers, once', () => {
    const tiles = tilesOf([0, 0, 10, 10], { width: 4, height: 4 }, 0.25);
    expect(tiles.map(([x, y]) => [x, y])).toHaveLength(9);
    expect(unseenOf(tiles, [])).toEqual([[0, 0, 10, 10]]);
    expect(unseenOf(tiles, [tiles[0]!])).toEqual([
      [4, 0, 6, 4],
      [0, 4, 10, 6],
    ]);
    const corners = [tiles[0]!, tiles[2]!, tiles[6]!, tiles[8]!];
    expect(areaOf(unseenOf(tiles, corners))).toBe(100 - 4 * 16);
  });
});

describe('the order', () => {
  it('begins with the tile whose strongest place stands out from the tile itself', async () => {
    const data = await sharp(await plate(224, 224, '<rect x="150" y="40" width="30" height="3" fill="#fff"/>'))
      .raw()
      .toBuffer();
    const tiles = tilesOf([0, 0, 224, 224], { width: 112, height: 112 }, 0);
    const order = bySalience({ data, width: 224, height: 224 }, tiles);
    expect(order[0]).toEqual([112, 0, 112, 112]);
    expect([...order].sort()).toEqual([...tiles].sort());
  });
});

describe('the budget', () => {
  function clock() {
    const time = { now: 1000 };
    return { time, budget: new Budget(1990, new Pace(), () => time.now) };
  }

  it('begins with one tile, then plans with half of what is left, and ends before the time is over', async () => {
    const { time, budget } = clock();
    const runs: number[] = [];
    for (let tiles = budget.next(16); tiles > 0; tiles = budget.next(16)) {
      runs.push(tiles);
      await budget.spend(tiles, () => Promise.resolve((time.now += 20 * tiles)));
    }
    expect(runs).toEqual([1, 16, 16, 8, 4, 2, 1, 1]);
    expect(time.now).toBe(1980);
  });

  it('slows down at once when tiles take longer', async () => {
    const { time, budget } = clock();
    await budget.spend(1, () => Promise.resolve((time.now += 10)));
    expect(budget.roomFor(49)).toBe(2);
    await budget.spend(1, () => Promise.resolve((time.now += 500)));
    expect(budget.roomFor(1)).toBe(0);
    expect(budget.next(16)).toBe(0);
  });

  it('is boundless without an end', () => {
    const budget = new Budget(Infinity, new Pace(), () => 0);
    expect(budget.roomFor(1)).toBeGreaterThan(0);
    expect(budget.next(1)).toBe(1);
  });
});

describe('mirroring', () => {
  it('turns every plane over', () => {
    const tensor = Float32Array.of(1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26);
    const size = { width: 3, height: 2 };
    const first = (across: boolean, down: boolean) => [...mirrored(tensor, size, { across, down })].slice(0, 9);
    expect(first(true, false)).toEqual([3, 2, 1, 6, 5, 4, 13, 12, 11]);
    expect(first(false, true)).toEqual([4, 5, 6, 1, 2, 3, 14, 15, 16]);
    expect(first(true, true)).toEqual([6, 5, 4, 3, 2, 1, 16, 15, 14]);
  });
});
