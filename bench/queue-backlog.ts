/**
 * What inspection-queue costs Node-RED while the line behind it stands still and then works off what came: memory and
 * speed over 20,000 frames, and the price of a frame of 200 KB beside a bare write and fsync of the same bytes.
 */
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startQueueLine, type QueueLine } from './queue-line';
import { lessIsBetter, percentile, type BenchResult } from './result';

const FRAMES = Number(process.env.FRAMES ?? 20_000);
const STEP = 1000;
const SMALL = 2000;
const LARGE = 200_000;
/** Frames of 200 KB. */
const ADDED = 300;
/** As several cameras send them. */
const TOGETHER = 4;

interface Steps {
  /** Resident megabytes after each thousand frames. */
  mb: number[];
  /** Milliseconds that each thousand took. */
  ms: number[];
}

/** Collects memory and time after each thousand calls of `count`; `all` resolves after the last. */
function steps(what: string, frames: number): Steps & { count(): void; all: Promise<void> } {
  const told: Steps = { mb: [], ms: [] };
  let done = 0;
  let last = performance.now();
  let resolve: () => void;
  const all = new Promise<void>((end) => (resolve = end));
  const count = () => {
    if (++done % STEP !== 0) return;
    const now = performance.now();
    told.mb.push(process.memoryUsage.rss() / 2 ** 20);
    told.ms.push(now - last);
    last = now;
    console.error(`  ${what} ${done}: ${told.mb.at(-1)!.toFixed(0)} MB, ${told.ms.at(-1)!.toFixed(0)} ms`);
    if (done === frames) resolve();
  };
  return { ...told, count, all };
}

async function backlog(line: QueueLine): Promise<{ added: Steps; drained: Steps }> {
  const added = steps('added', FRAMES);
  let left = FRAMES;
  const camera = async () => {
    while (left-- > 0) {
      await line.put(randomBytes(SMALL));
      added.count();
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, camera));
  const drained = steps('drained', FRAMES);
  line.work(drained.count);
  await drained.all;
  return { added, drained };
}

async function bareWrite(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
}

/** How long pieces of work took, and how long the event loop stood still meanwhile. */
class Timing {
  readonly ms: number[] = [];
  private readonly delay = monitorEventLoopDelay({ resolution: 1 });

  async of(work: () => Promise<void>): Promise<void> {
    const start = performance.now();
    this.delay.enable();
    await work();
    this.delay.disable();
    this.ms.push(performance.now() - start);
  }

  get delayMs(): { p99: number; longest: number } {
    return { p99: this.delay.percentile(99) / 1e6, longest: this.delay.max / 1e6 };
  }
}

/** By turns, so that other work on the machine and on the disk meets both alike. */
async function largeFrames(line: QueueLine) {
  const [ours, bare] = [new Timing(), new Timing()];
  for (let round = 0; round < ADDED; round++) {
    const bytes = randomBytes(LARGE);
    await ours.of(() => line.put(bytes));
    await bare.of(() => bareWrite(join(line.folder, `bare-${round}`), bytes));
  }
  return { ours, bare };
}

export async function run(): Promise<BenchResult[]> {
  const line = await startQueueLine();
  const { added, drained } = await backlog(line);
  const { ours, bare } = await largeFrames(line);
  await line.stop();

  const mb = [...added.mb, ...drained.mb];
  const speed = (id: string, { ms }: Steps) =>
    lessIsBetter({ id, ours: ms.at(-1)!, peer: ms[0]!, unit: 'ms', n: FRAMES, note: 'last thousand; peer: the first' });
  return [
    lessIsBetter({
      id: 'queue.backlog.memory',
      ours: Math.max(...mb),
      peer: mb[0]!,
      unit: 'MB',
      n: FRAMES,
      note: `highest of Node-RED; peer: after ${STEP} frames; ${mb.map((each) => each.toFixed(0)).join(' ')}`,
    }),
    speed('queue.backlog.add', added),
    speed('queue.backlog.drain', drained),
    lessIsBetter({
      id: 'queue.add_200kb',
      ours: percentile(ours.ms, 50),
      peer: percentile(bare.ms, 50),
      unit: 'ms',
      n: ADDED,
      note: `median; peer: bare write and fsync; p99 ${percentile(ours.ms, 99)!.toFixed(1)} and ${percentile(bare.ms, 99)!.toFixed(1)} ms`,
    }),
    lessIsBetter({
      id: 'queue.add_200kb.loop_delay_p99',
      ours: ours.delayMs.p99,
      peer: bare.delayMs.p99,
      unit: 'ms',
      n: ADDED,
      note: `peer: the bare writes; longest ${ours.delayMs.longest.toFixed(1)} and ${bare.delayMs.longest.toFixed(1)} ms`,
    }),
  ];
}
