/**
 * From a JPEG of 1280 × 960 to the judgement with CLIP ViT-B/32 at full size: our engine, `session.run` on tensors that
 * lie ready, and `@huggingface/transformers`, in turn.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { acquireEngine, DEFAULT_SETTINGS, type ClipInput, type Engine } from '../lib/inference';
import { clipBase } from './full-size/models';
import { cameraPicture } from './inputs';
import { clipLayout } from './peers/clip-layout';
import { startPeer } from './peers/peer';
import { lessIsBetter, percentile, type BenchResult } from './result';

const ROUNDS = 7;
/** Frames of ours a round, as many waiting as a batch holds. */
const FRAMES = 48;
const BATCH = DEFAULT_SETTINGS.batch;
const DEFECTS = ['scratch', 'dent', 'clean'];
const TEMPLATES = [
  'a photo of a {} metal surface',
  'a close up photo of a {} part',
  'a macro picture of a {} surface',
  'an industrial photo of a {} plastic part',
  'a photo of a part with a {}',
  'the picture of a {} surface',
  'a view of a {} glass part',
  'a {} on the surface of a part',
];

type Labels = ClipInput['labels'];

function labelsOf(copies: number): Labels {
  const names = Array.from({ length: copies }, (_, copy) =>
    DEFECTS.map((name) => (copy ? `${name} no ${copy}` : name)),
  );
  return names.flat().map((id) => ({ id, prompts: TEMPLATES.map((template) => template.replace('{}', id)) }));
}

/** ms a frame while the engine always has a batch waiting. */
async function ours(engine: Engine, jpeg: Buffer, model: string, labels: Labels): Promise<number> {
  let left = FRAMES;
  const start = performance.now();
  const worker = async () => {
    while (left-- > 0) await engine.run('clip', { picture: { bytes: Buffer.from(jpeg) }, model, labels });
  };
  await Promise.all(Array.from({ length: 2 * BATCH }, worker));
  return (performance.now() - start) / FRAMES;
}

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
  const jpeg = await cameraPicture(1280, 960);
  const file = join(mkdtempSync(join(tmpdir(), 'bench-')), 'frame.jpg');
  writeFileSync(file, jpeg);
  const [few, many] = [labelsOf(1), labelsOf(3)];
  const prompts = (labels: Labels) => labels.flatMap((label) => label.prompts);
  const js = (dtype: string, labels: Labels) =>
    startPeer(process.execPath, [
      join(__dirname, 'peers/transformers-js.js'),
      layout.folder,
      dtype,
      file,
      ...prompts(labels),
    ]);

  const engineOf = (precision: 'fp32' | 'int8') => acquireEngine({ ...DEFAULT_SETTINGS, precision });
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
      'ours fp32, 24': await ours(fp32.engine, jpeg, model, few),
      'ours fp32, 72': await ours(fp32.engine, jpeg, model, many),
      'ours int8, 24': await ours(int8.engine, jpeg, model, few),
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
