/** Whether a frame costs more when there are many labels (encoded before), or many frames wait. CLIP ViT-B/32, fp32. */
import { acquireEngine } from '../lib/inference';
import { labelsOf, msPerFrame, surfaceFrame } from './full-size/frames';
import { clipBase } from './full-size/models';
import { lessIsBetter, percentile, type BenchResult } from './result';
import { benchSettings } from './settings';

const ROUNDS = 7;
const FRAMES = 48;
const LABELS = [3, 30, 100, 1000];
const WAITING = [16, 100, 1000];

export async function run(): Promise<BenchResult[]> {
  const model = await clipBase();
  const jpeg = await surfaceFrame();
  const { engine, release } = acquireEngine(benchSettings('fp32'));
  const sets = LABELS.map((count) => labelsOf(count));
  const byLabels = LABELS.map(() => [] as number[]);
  for (let round = -1; round < ROUNDS; round++) {
    for (const [index, labels] of sets.entries()) {
      const ms = await msPerFrame(engine, { model, jpeg, labels, frames: FRAMES, together: 16 });
      if (round >= 0) byLabels[index]!.push(ms);
    }
  }
  const byWaiting: number[] = [];
  for (const together of WAITING) {
    byWaiting.push(
      await msPerFrame(engine, { model, jpeg, labels: sets[0]!, frames: Math.max(100, together), together }),
    );
  }
  release();

  const line = (id: string, ours: number | null, peer: number | null, n: number, note: string) =>
    lessIsBetter({ id, ours, peer, unit: 'ms/frame', n, note });
  const median = (times: number[]) => percentile(times, 50);
  const [few] = byLabels.map(median);
  return [
    ...LABELS.slice(1).map((count, index) =>
      line(`clip.labels.${count}`, median(byLabels[index + 1]!), few!, ROUNDS, 'peer: ours with 3 labels'),
    ),
    ...WAITING.slice(1).map((count, index) =>
      line(`clip.waiting.${count}`, byWaiting[index + 1]!, byWaiting[0]!, count, 'peer: ours with 16 frames waiting'),
    ),
  ];
}
