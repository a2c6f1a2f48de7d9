/**
 * What Node-RED feels while pictures of 2 MB arrive at ten a second and captions saturate the describe lane: the
 * event-loop delay of its process, and the judgement's latency with and without the captions. The peer runs the same
 * jobs in its own process, as a node without an engine of its own would.
 */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { acquireEngine, DEFAULT_SETTINGS, type CaptionInput, type ClipInput } from '../lib/inference';
import type { JobContext } from '../lib/engine/job';
import { packageRoot } from '../lib/package-root';
import { cameraPicture, captioning, judging } from './inputs';
import { lessIsBetter, percentile, type BenchResult } from './result';

/** With and without captions by turns, so that other work on the machine meets both alike. */
const ROUNDS = 4;
const ARRIVALS = 50;
const INTERVAL_MS = 100;
const WARM_UP = 10;

interface Line {
  judge(input: ClipInput): Promise<unknown>;
  caption(input: CaptionInput): Promise<unknown>;
}

/** Latencies of judgements, ms, from the picture's arrival. */
async function arrivals(line: Line, picture: Buffer, count: number): Promise<number[]> {
  const latencies: Promise<number>[] = [];
  for (let arrival = 0; arrival < count; arrival++) {
    const start = performance.now();
    latencies.push(line.judge(judging(Buffer.from(picture))).then(() => performance.now() - start));
    await pause(INTERVAL_MS);
  }
  return Promise.all(latencies);
}

/** Keeps captions waiting until told to stop; resolves with their number. */
function saturate(line: Line, picture: Buffer): () => Promise<number> {
  let stopped = false;
  const worker = async () => {
    let count = 0;
    for (; !stopped; count++) await line.caption(captioning(Buffer.from(picture)));
    return count;
  };
  const workers = [worker(), worker()];
  return async () => {
    stopped = true;
    const [first = 0, second = 0] = await Promise.all(workers);
    return first + second;
  };
}

async function underLoad(line: Line, picture: Buffer) {
  const stop = saturate(line, picture);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const latencies = await arrivals(line, picture, ARRIVALS);
  delay.disable();
  const captions = await stop();
  return { latencies, captions, delayMs: delay.percentile(99) / 1e6, longestMs: delay.max / 1e6 };
}

async function byTurns(line: Line, picture: Buffer) {
  const idle: number[] = [];
  const turns: Awaited<ReturnType<typeof underLoad>>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    idle.push(...(await arrivals(line, picture, ARRIVALS)));
    turns.push(await underLoad(line, picture));
  }
  return {
    idle,
    loaded: turns.flatMap(({ latencies }) => latencies),
    captions: turns.reduce((sum, { captions }) => sum + captions, 0),
    /** Of the worst round. */
    delayMs: Math.max(...turns.map(({ delayMs }) => delayMs)),
    longestMs: Math.max(...turns.map(({ longestMs }) => longestMs)),
  };
}

/** The job modules themselves, called without the engine's process. */
async function inProcess(): Promise<Line> {
  const context: JobContext = {
    settings: DEFAULT_SETTINGS,
    signal: new AbortController().signal,
    progress() {},
    time: async (_stage, work) => work(),
  };
  const job = async (kind: string) => {
    const { run } = await import(join(packageRoot(), 'dist/lib/engine/jobs', `${kind}.js`));
    return (input: unknown) => run([input], [context]);
  };
  return { judge: await job('clip'), caption: await job('caption') };
}

async function warmUp(line: Line, picture: Buffer): Promise<void> {
  for (let round = 0; round < WARM_UP; round++) await line.judge(judging(picture));
  await line.caption(captioning(picture));
}

export async function run(): Promise<BenchResult[]> {
  const picture = await cameraPicture();
  const megabytes = (picture.length / 1e6).toFixed(1);
  const { engine, release } = acquireEngine(DEFAULT_SETTINGS);
  const ours: Line = { judge: (input) => engine.run('clip', input), caption: (input) => engine.run('caption', input) };
  await warmUp(ours, picture);
  const { idle, loaded, captions, delayMs, longestMs } = await byTurns(ours, picture);
  release();

  const peer = await inProcess();
  await warmUp(peer, picture);
  const beside = await underLoad(peer, picture);

  return [
    lessIsBetter({
      id: 'loop_delay_p99.vs_in_process',
      ours: delayMs,
      peer: beside.delayMs,
      unit: 'ms',
      n: ROUNDS * ARRIVALS,
      note: `${megabytes} MB every ${INTERVAL_MS} ms, worst of ${ROUNDS} rounds; longest ${longestMs.toFixed(0)} ms (in process ${beside.longestMs.toFixed(0)} ms)`,
    }),
    lessIsBetter({
      id: 'judge_p99.loaded_vs_idle',
      ours: percentile(loaded, 99),
      peer: percentile(idle, 99),
      unit: 'ms',
      n: ROUNDS * ARRIVALS,
      note:
        `peer: the same without captions; p50 ${percentile(loaded, 50)?.toFixed(0)} and ` +
        `${percentile(idle, 50)?.toFixed(0)} ms; ${captions} captions beside`,
    }),
  ];
}
