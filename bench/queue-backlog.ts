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
/** The same backlog, one after the other: what one leaves behind adds up. */
const ROUNDS = 3;
/** Frames that are added by turns to the backlog and beside it. */
const BY_TURNS = 1000;
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

async function add(line: QueueLine): Promise<Steps> {
  const added = steps('added', FRAMES);
  let left = FRAMES;
  const camera = async () => {
    while (left-- > 0) {
      await line.put(randomBytes(SMALL));
      added.count();
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, camera));
  return added;
}

async function drain(line: QueueLine, frames: number): Promise<Steps> {
  const drained = steps('drained', frames);
  line.work(drained.count);
  await drained.all;
  line.rest();
  return drained;
}

/** What a frame costs that finds a backlog, and one that finds none, by turns for the reason {@link largeFrames} gives. */
async function addByTurns(line: QueueLine) {
  const [full, empty] = [new Timing(), new Timing()];
  const turns = [
    () => full.of(() => line.put(randomBytes(SMALL))),
    () => empty.of(() => line.putBeside(randomBytes(SMALL))),
  ];
  for (let round = 0; round < BY_TURNS; round++) {
    for (const turn of turns) await turn();
    turns.reverse();
  }
  return { full, empty };
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
  const rounds: { added: Steps; drained: Steps }[] = [];
  while (rounds.length < ROUNDS - 1) rounds.push({ added: await add(line), drained: await drain(line, FRAMES) });
  const added = await add(line);
  const { full, empty } = await addByTurns(line);
  rounds.push({ added, drained: await drain(line, FRAMES + BY_TURNS) });
  const { ours, bare } = await largeFrames(line);
  await line.stop();

  const [first, ...later] = rounds.map((round) => [...round.added.mb, ...round.drained.mb]);
  const listed = (mb: number[]) => mb.map((each) => each.toFixed(0)).join(' ');
  const memory = (id: string, mb: number[], peer: number, note: string) =>
    lessIsBetter({ id, ours: Math.max(...mb), peer, unit: 'MB', n: FRAMES, note: `${note}; ${listed(mb)}` });
  const speed = (id: string, { ms }: Steps) =>
    lessIsBetter({ id, ours: ms.at(-1)!, peer: ms[0]!, unit: 'ms', n: FRAMES, note: 'last thousand; peer: the first' });
  return [
    memory('queue.backlog.memory', first!, first![0]!, `highest of Node-RED; peer: after ${STEP} frames`),
    ...later.map((mb, index) =>
      memory(
        `queue.backlog.memory.round_${index + 2}`,
        mb,
        Math.max(...first!),
        'the same again; peer: highest of the first',
      ),
    ),
    speed('queue.backlog.add', rounds[0]!.added),
    speed('queue.backlog.drain', rounds[0]!.drained),
    lessIsBetter({
      id: 'queue.backlog.add.by_turns',
      ours: percentile(full.ms, 50),
      peer: percentile(empty.ms, 50),
      unit: 'ms',
      n: BY_TURNS,
      note: `median, ${FRAMES} wait; peer: another queue in which few wait`,
    }),
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
