/**
 * With `--device`: judging a JPEG of 1280 × 960 with CLIP ViT-B/32 at full size, on the device and on the processor in
 * turn, and `session.run` on tensors that lie ready, on both.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { DEFAULT_SETTINGS, type Engine } from '../lib/inference';
import { openModel } from '../lib/models/folder';
import { chooseGraph } from '../lib/models/graph';
import { besideProcessor, medians } from './device/beside';
import { labelsOf, msPerFrame, surfaceFrame } from './full-size/frames';
import { clipBase } from './full-size/models';
import { lessIsBetter, type BenchResult } from './result';

/** Frames a round. */
const FRAMES = Number(process.env.FRAMES ?? 96);
const MANY = Number(process.env.MANY ?? 32);

async function ready(graph: string, provider: string, batch: number): Promise<() => Promise<number>> {
  const session = await InferenceSession.create(graph, { executionProviders: [provider], logSeverityLevel: 3 });
  const values = new Float32Array(batch * 3 * 224 * 224).map((_, index) => Math.sin(index));
  const pixel_values = new Tensor('float32', values, [batch, 3, 224, 224]);
  return async () => {
    const start = performance.now();
    const runs = Math.ceil(FRAMES / batch);
    for (let run = 0; run < runs; run++) await session.run({ pixel_values });
    return (performance.now() - start) / (runs * batch);
  };
}

export async function run(): Promise<BenchResult[]> {
  const model = await clipBase();
  const jpeg = await surfaceFrame();
  const labels = labelsOf(3);
  return besideProcessor('clip', model, async ({ device, engines, start }) => {
    const { batch } = DEFAULT_SETTINGS;
    const perFrame = (engine: Engine) => () =>
      msPerFrame(engine, { model, jpeg, labels, frames: FRAMES, together: 2 * batch });
    const folder = await openModel(model, 'clip');
    const graph = folder.at(chooseGraph(folder, 'vision_model', 'fp32', 'accelerator').path);
    const provider = device === 'directml' ? 'dml' : device;
    const { n, ms } = await medians({
      ours: perFrame(engines.ours),
      processor: perFrame(engines.processor),
      raw: await ready(graph, provider, batch),
      rawMany: await ready(graph, provider, MANY),
      rawProcessor: await ready(graph, 'cpu', batch),
    });
    const logits = async (engine: Engine) => {
      const { output } = await engine.run('clip', { picture: { bytes: jpeg }, model, labels });
      return output.regions[0]!.logits;
    };
    const [own, reference] = [await logits(engines.ours), await logits(engines.processor)];
    const apart = Math.max(...own.map((logit, index) => Math.abs(logit - reference[index]!)));
    const line = (name: string, own: number, peer: number | null, unit: string, count: number, note: string) =>
      lessIsBetter({ id: `judge.${device}${name}`, ours: own, peer, unit, n: count, note });
    return [
      line('', ms.ours, ms.processor, 'ms/frame', n, 'peer: ours on the processor, fp32'),
      line('.vs_raw', ms.ours, ms.raw, 'ms/frame', n, `session.run on ready tensors, batch ${batch}, same device`),
      line('.raw', ms.raw, ms.rawProcessor, 'ms/frame', n, `session.run, batch ${batch}; peer: on the processor`),
      line(`.raw.${MANY}`, ms.rawMany, ms.raw, 'ms/frame', n, `session.run, batch ${MANY}; peer: batch ${batch}`),
      line('.start', start.ours, start.processor, 'ms', 1, 'process, model and self-test; peer: on the processor'),
      line('.apart', apart, null, 'logit', own.length, 'largest difference from the processor'),
    ];
  });
}
