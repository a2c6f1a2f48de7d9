/**
 * The memory of cases with 1,000,000 clustered vectors of 512 values on disk: share of the ten nearest found and time of a
 * search beside comparing all, both from the same files in turn; inserting meanwhile; what is there after `kill -9`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { NewCase } from '../lib/cases/case';
import { Cases } from '../lib/cases/cases';
import { clustered, newCase, spaceOf } from '../test/support/cases';
import { lessIsBetter, percentile, type BenchResult } from './result';

const CASES = Number(process.env.CASES ?? 1_000_000);
const DIMENSION = Number(process.env.DIMENSION ?? 512);
const CLUSTERS = 1000;
const BATCH = 1000;
const QUERIES = 100;
const NEAREST = 10;
/** Cases that come while others are looked for. */
const MEANWHILE = 10_000;
const KILLED_AFTER = 500;

const space = spaceOf(DIMENSION);
/** Draws from the same clusters. */
const next = clustered(7, DIMENSION, CLUSTERS);
const queries = Array.from({ length: QUERIES }, next);

/** The nearest of each query among all that came, compared as they came. */
class Truth {
  private readonly best = queries.map(() => [] as { id: string; score: number }[]);

  add({ record, vector }: NewCase): void {
    queries.forEach((query, index) => {
      let score = 0;
      for (let at = 0; at < DIMENSION; at++) score += query[at]! * vector[at]!;
      const best = this.best[index]!;
      if (best.length === NEAREST && score <= best[NEAREST - 1]!.score) return;
      best.push({ id: record.id, score });
      best.sort((a, b) => b.score - a.score);
      best.length = Math.min(best.length, NEAREST);
    });
  }

  recall(found: string[][]): number {
    const hits = found.map((ids, index) => this.best[index]!.filter(({ id }) => ids.includes(id)).length);
    return hits.reduce((sum, own) => sum + own, 0) / (NEAREST * QUERIES);
  }
}

async function fill(cases: Cases, truth: Truth): Promise<number> {
  let spent = 0;
  for (let from = 0; from < CASES; from += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, index) => newCase(`case-${from + index}`, next(), {}, space));
    const began = performance.now();
    await cases.put(...batch);
    spent += performance.now() - began;
    for (const each of batch) truth.add(each);
    if ((from + BATCH) % 50_000 === 0) console.error(`  ${from + BATCH} cases, ${Math.round(spent)} ms of putting`);
  }
  await cases.settle();
  return spent;
}

async function ask(cases: Cases, vector: Float32Array, exhaustive: boolean) {
  const began = performance.now();
  const found = await cases.find({ vector, space, count: NEAREST, exhaustive });
  return { ms: performance.now() - began, ids: found.map(({ record }) => record.id) };
}

/** By turns, so that other work on the machine meets both alike. */
async function compare(cases: Cases) {
  const [ours, brute] = [[], []] as { ms: number; ids: string[] }[][];
  for (const query of queries) {
    ours!.push(await ask(cases, query, false));
    brute!.push(await ask(cases, query, true));
  }
  return { ours: ours!, brute: brute! };
}

async function searchWhileInserting(cases: Cases): Promise<{ ms: number[]; inserted: number; loopMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const more = Array.from({ length: MEANWHILE }, (_, index) => newCase(`meanwhile-${index}`, next(), {}, space));
  const ms: number[] = [];
  let coming = true;
  const insert = async () => {
    for (const each of more) await cases.put(each);
    coming = false;
  };
  delay.enable();
  const inserting = insert();
  for (let query = 0; coming; query++) ms.push((await ask(cases, queries[query % QUERIES]!, false)).ms);
  await inserting;
  delay.disable();
  return { ms, inserted: more.length, loopMs: delay.percentile(99) / 1e6 };
}

/** Another process keeps cases until it is killed. */
async function kill(folder: string) {
  const child = fork(join(__dirname, 'children/cases.js'), [folder, String(DIMENSION), String(CLUSTERS)]);
  const [{ opened, rss }] = (await once(child, 'message')) as [{ opened: number; rss: number }];
  const kept: string[] = [];
  child.on('message', ({ kept: id }: { kept: string }) => {
    if (kept.push(id) === KILLED_AFTER) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  return { opened, rss, kept };
}

async function lost(folder: string, kept: string[]): Promise<number> {
  const cases = await Cases.open(folder);
  const found = await Promise.all(kept.map((id) => cases.get(id)));
  await cases.close();
  return found.filter((each) => !each).length;
}

export async function run(): Promise<BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cases-'));
  try {
    const truth = new Truth();
    const cases = await Cases.open(folder);
    const spent = await fill(cases, truth);
    const state = await cases.state();
    const { ours, brute } = await compare(cases);
    const recalls = [ours, brute].map((asked) => truth.recall(asked.map(({ ids }) => ids)));
    const meanwhile = await searchWhileInserting(cases);
    await cases.close();
    const killed = await kill(folder);
    const missing = await lost(folder, killed.kept);

    const median = (asked: { ms: number }[]) =>
      percentile(
        asked.map(({ ms }) => ms),
        50,
      );
    const alone = (id: string, value: number | null, unit: string, n: number, note: string): BenchResult => {
      return { id, ours: value, peer: null, unit, ratio: null, n, note };
    };
    const what = `${CASES} cases × ${DIMENSION}`;
    return [
      lessIsBetter({
        id: 'cases.search',
        ours: median(ours),
        peer: median(brute),
        unit: 'ms',
        n: QUERIES,
        note: `${what}; median; peer: comparing all, with the same instructions and files; ${state.probes} of ${state.lists} lists`,
      }),
      alone(
        'cases.recall_at_10',
        recalls[0]!,
        'share',
        QUERIES,
        `against brute force in 32 bit; comparing all: ${recalls[1]}`,
      ),
      alone(
        'cases.insert',
        (CASES / spent) * 1000,
        'cases/s',
        CASES,
        `${BATCH} at once, each ${BATCH} on disk before the next`,
      ),
      alone(
        'cases.search_while_inserting',
        percentile(meanwhile.ms, 50),
        'ms',
        meanwhile.ms.length,
        `median; p99 ${percentile(meanwhile.ms, 99)!.toFixed(1)} ms; ${meanwhile.inserted} cases one by one; delay of the event loop p99 ${meanwhile.loopMs.toFixed(1)} ms`,
      ),
      alone('cases.lost_after_kill', missing, 'cases', killed.kept.length, 'kept before `kill -9` in mid-insert'),
      alone('cases.open', killed.opened, 'ms', 1, what),
      alone('cases.memory', killed.rss / 2 ** 20, 'MB', 1, `${what}; resident, a process of its own after 20 searches`),
      alone('cases.disk', state.bytes / 2 ** 20, 'MB', CASES, 'log; the index beside it is a quarter as large'),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
