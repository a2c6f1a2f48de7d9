/**
 * BLIP base with 3 beams and Marian base with 4, both writing 20 tokens at full size: our engine and Hugging Face
 * transformers on PyTorch, in turn. The peer is given ready tensors; ours starts from the JPEG or the sentence.
 */
import { join } from 'node:path';
import { acquireEngine, type Engine } from '../lib/inference';
import { blipBase, marianBase } from './full-size/models';
import { cameraPicture } from './inputs';
import { startPeer } from './peers/peer';
import { PYTHON } from './peers/python';
import { lessIsBetter, percentile, type BenchResult } from './result';
import { benchSettings } from './settings';

const ROUNDS = 9;
const TOKENS = 20;
const SENTENCE = 'a photo of the scratch on the metal surface at top left';

interface Contest {
  family: 'blip' | 'marian';
  folder: string;
  beams: number;
  write(engine: Engine): Promise<unknown>;
}

async function contest({ family, folder, beams, write }: Contest): Promise<BenchResult[]> {
  const engines = (['fp32', 'int8'] as const).map((precision) => {
    const { engine, release } = acquireEngine(benchSettings(precision));
    return { precision, engine, release, times: [] as number[] };
  });
  const script = join(__dirname, 'peers/pytorch.py');
  const peer = await startPeer(PYTHON, [script, family, folder, String(beams), String(TOKENS)]);
  const peerTimes: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    for (const { engine, times } of engines) {
      const start = performance.now();
      await write(engine);
      if (round >= 0) times.push(performance.now() - start);
    }
    const taken = await peer?.run();
    if (taken && round >= 0) peerTimes.push(taken.ms);
  }
  peer?.close();
  for (const { release } of engines) release();
  return engines.map(({ precision, times }) =>
    lessIsBetter({
      id: `${family}.${beams}_beams.${precision}`,
      ours: percentile(times, 50),
      peer: percentile(peerTimes, 50),
      unit: 'ms',
      n: ROUNDS,
      note: `${TOKENS} tokens; peer: transformers on PyTorch, fp32`,
    }),
  );
}

export async function run(): Promise<BenchResult[]> {
  const bytes = await cameraPicture(1280, 960);
  const generation = (numBeams: number) => ({ numBeams, minNewTokens: TOKENS, maxNewTokens: TOKENS });
  const [blip, marian] = [await blipBase(), await marianBase()];
  return [
    ...(await contest({
      family: 'blip',
      folder: blip,
      beams: 3,
      write: (engine) => engine.run('caption', { picture: { bytes }, model: blip, generation: generation(3) }),
    })),
    ...(await contest({
      family: 'marian',
      folder: marian,
      beams: 4,
      write: (engine) => engine.run('translate', { texts: [SENTENCE], model: marian, generation: generation(4) }),
    })),
  ];
}
