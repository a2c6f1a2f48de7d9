import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { samplesOf } from '../line/exposition';
import { Dice } from '../fuzz/dice';
import { framesIn, wrongCounts, wrongReports } from './check';
import type { Disturbance } from './disturbances';
import type { ChaosLine } from './line';
import { idOf, topicOf } from './receiver';

/** After the disturbance the line must do so many more frames. */
const AFTERWARDS = 1;
/** A round that takes longer has stalled, ms. */
const PATIENCE_MS = 90_000;

export interface Tally {
  frames: number;
  reports: number;
  /** Frames that the source got more than once while the line was disturbed. */
  repeated: number;
  /** Sent once more when all was done, and how many of these the line's queues counted as duplicates. */
  late: { sent: number; recognised: number };
  /** Results that the receiver got again under the id it knew. */
  resultsAgain: number;
  /** Results that a killed broker had confirmed and never passed on. */
  lostByBroker: number;
  wrong: string[];
}

/** One round: the camera starts, the line is disturbed, everything must get its report, and duplicates be known. */
export async function round(line: ChaosLine, { name, disturb }: Disturbance, number: number): Promise<Tally> {
  line.first = line.camera.sent.length;
  const lot = `${name}-${number}`;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const tally = { frames: 0, reports: 0, repeated: 0, late: { sent: 0, recognised: 0 } };
  const again = resultsAgain(line);
  let stage = 'disturbing';
  const work = async () => {
    line.camera.start(lot);
    await disturb(line, new Dice(name, number));
    stage = 'catching up';
    await line.camera.finish(AFTERWARDS);
    stage = 'draining';
    await drained(line, patience);
    const { frames } = line;
    tally.frames = frames.length;
    tally.repeated = frames.filter((frame) => line.book.acknowledged.get(topicOf(frame, 'image'))! > 1).length;
    stage = 'duplicates';
    tally.late = await late(line, [frames[0]!, frames.at(-1)!], patience);
    stage = 'checking';
    const wrong = [
      ...(await wrongReports(line, lot, frames.map(idOf))),
      ...(await wrongCounts(line)),
      ...loggedWrong(line),
    ];
    if (tally.late.recognised !== tally.late.sent)
      wrong.push(`${tally.late.recognised} of ${tally.late.sent} duplicates`);
    return wrong;
  };
  const stalled = once(patience, 'abort').then(async () => [`stalled while ${stage}: ${await told(line)}`]);
  const failed = (thrown: unknown) => (patience.aborted ? stalled : [`${stage}: ${String(thrown)}`]);
  const wrong = await Promise.race([work().catch(failed), stalled]);
  const reports = wrong.length === 0 ? tally.frames : 0;
  return {
    ...tally,
    reports,
    resultsAgain: resultsAgain(line) - again,
    lostByBroker: wrong.length === 0 ? lostByBroker(line) : 0,
    wrong,
  };
}

/** Waits until each frame has its results and nothing is left in any store. */
async function drained(line: ChaosLine, signal: AbortSignal): Promise<void> {
  while (line.behind.length > 0) await once(line, 'progress', { signal });
  while ((await framesIn(line, 'waiting')).length > 0) await pause(10, undefined, { signal });
}

/** Frames that are done are sent again, of before and after the disturbance: the line must know them. */
async function late(line: ChaosLine, frames: number[], signal: AbortSignal) {
  const before = await duplicates(line);
  const topics = frames.map((frame) => topicOf(frame, 'image'));
  const known = topics.map((topic) => line.book.acknowledged.get(topic)!);
  for (const frame of frames) line.camera.repeat(frame);
  while (topics.some((topic, index) => line.book.acknowledged.get(topic)! <= known[index]!))
    await once(line, 'progress', { signal });
  return { sent: frames.length, recognised: (await duplicates(line)) - before };
}

async function duplicates(line: ChaosLine): Promise<number> {
  const samples = samplesOf(await (await line.gateway.ask('/inspection/metrics')).text());
  return samples
    .filter(({ name, labels }) => name === 'gyeol_queue_frames_total' && labels.event === 'duplicates')
    .filter(({ labels }) => !labels.folder!.includes('outbox'))
    .reduce((sum, { value }) => sum + value, 0);
}

const resultsAgain = ({ receiver }: ChaosLine) =>
  [...receiver.received.values()].reduce((sum, count) => sum + count - 1, 0);

const lostByBroker = (line: ChaosLine) =>
  line.frames
    .flatMap((frame) => (['verdict', 'report'] as const).map((kind) => topicOf(frame, kind)))
    .filter((topic) => !line.receiver.received.has(topic)).length;

/** Errors that nobody foresaw. */
const loggedWrong = (line: ChaosLine) =>
  line.gateway
    .log()
    .split('\n')
    .filter((text) => /ERR_INTERNAL|Uncaught|Unhandled/.test(text));

async function told(line: ChaosLine): Promise<string> {
  const left = [...(await framesIn(line, 'waiting')), ...(await framesIn(line, 'dead'))];
  const log = line.gateway.log().split('\n').slice(-15).join('\n');
  return `without results: ${line.behind.join()}; on disk: ${left.join()}\n${log}`;
}
