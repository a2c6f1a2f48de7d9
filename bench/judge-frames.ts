/**
 * From a JPEG of 1280 × 960 to the judgement with CLIP ViT-B/32 at full size: our engine, `session.run` on tensors that
 * lie ready, and `@huggingface/transformers`, in turn.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { acquireEngine, DEFAULT_SETTINGS, type ClipInput, type Engine } from '../lib/inference';
import { labelsOf, msPerFrame, surfaceFrame } from './full-size/frames';
import { clipBase } from './full-size/models';
import { clipLayout } from './peers/clip-layout';
import { startPeer } from './peers/peer';
import { lessIsBetter, percentile, type BenchResult } from './result';
import { benchSettings } from './settings';

const ROUNDS = 7;
/** Frames of ours a round. */
const FRAMES = 48;
const BATCH = DEFAULT_SETTINGS.batch;

type Labels = ClipInput['labels'];

async function ready(graph: string): Promise<() => Promise<number>> {
  const session = await InferenceSession.create(graph);
  const values = new Float32Array(BATCH * 3 * 224 * 224).map((_, index) => Math.sin(index));
  const pixel_values = new Tensor('float32', values, [BATCH, 3, 224, 224]);
  return async () => {
    const start = performance.now();
    for (let done = 0; done < FRAMES; done += BATCH) await session.run({ pixel_values });
    return (performance.now() - start) / FRAMES;
  };
}

export async function run(): Promise<BenchResult[]> {
  const model = await clipBase();
  const layout = await clipLayout(model);
  const jpeg = await surfaceFrame();
  const file = join(mkdtempSync(join(tmpdir(), 'bench-')), 'frame.jpg');
  writeFileSync(file, jpeg);
  const [few, many] = [labelsOf(3), labelsOf(9)];
  const prompts = (labels: Labels) => labels.flatMap((label) => label.prompts);
  const js = (dtype: string, labels: Labels) =>
    startPeer(process.execPath, [
      join(__dirname, 'peers/transformers-js.js'),
      layout.folder,
      dtype,
      file,
      ...prompts(labels),
    ]);

  const ours = (engine: Engine, labels: Labels) =>
    msPerFrame(engine, { model, jpeg, labels, frames: FRAMES, together: 2 * BATCH });
  const engineOf = (precision: 'fp32' | 'int8') => acquireEngine(benchSettings(precision));
  const [fp32, int8] = [engineOf('fp32'), engineOf('int8')];
  const raw = await ready(join(layout.folder, 'onnx/vision_model.onnx'));
  const peers = {
    'peer fp32, 24': await js('fp32', few),
    'peer q8, 24': layout.q8 ? await js('q8', few) : undefined,
    'peer fp32, 72': await js('fp32', many),
  };
  const times = new Map<string, number[]>();
  const note = (name: string, ms: number) => times.set(name, [...(times.get(name) ?? []), ms]);
  const delays: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const taken = {
      'ours fp32, 24': await ours(fp32.engine, few),
      'ours fp32, 72': await ours(fp32.engine, many),
      'ours int8, 24': await ours(int8.engine, few),
      raw: await raw(),
    };
    if (round >= 0) for (const [name, ms] of Object.entries(taken)) note(name, ms);
    for (const [name, peer] of Object.entries(peers)) {
      for (let run = 0; peer && run < 4; run++) {
        const { ms, loopDelayMs } = await peer.run();
        if (round < 0) continue;
        note(name, ms);
        if (name === 'peer fp32, 24') delays.push(loopDelayMs!);
      }
    }
  }
  for (const peer of Object.values(peers)) peer?.close();
  fp32.release();
  int8.release();

  const median = (name: string) => percentile(times.get(name) ?? [], 50);
  const line = (id: string, own: string, peer: string, note: string) =>
    lessIsBetter({ id, ours: median(own), peer: median(peer), unit: 'ms/frame', n: ROUNDS, note });
  return [
    line('clip.24_prompts.fp32', 'ours fp32, 24', 'peer fp32, 24', '@huggingface/transformers, same files'),
    line('clip.24_prompts.int8', 'ours int8, 24', 'peer fp32, 24', '@huggingface/transformers fp32'),
    line('clip.24_prompts.int8_vs_q8', 'ours int8, 24', 'peer q8, 24', '@huggingface/transformers q8'),
    line('clip.72_prompts.fp32', 'ours fp32, 72', 'peer fp32, 72', '@huggingface/transformers, same files'),
    line('clip.vs_raw', 'ours fp32, 24', 'raw', `session.run on ready tensors, batch ${BATCH}`),
    lessIsBetter({
      id: 'clip.loop_delay.of_peer',
      ours: null,
      peer: percentile(delays, 50),
      unit: 'ms',
      n: delays.length,
      note: 'how long @huggingface/transformers stops the event loop a frame; ours: see loop_delay',
    }),
  ];
}
