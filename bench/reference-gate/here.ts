import { join } from 'node:path';
import type { ClipModel } from '../../lib/engine/families/clip';
import type { Load } from '../../lib/engine/families/load-once';
import type { Looked } from '../../lib/engine/families/towers';
import type { JobContext, JobModule } from '../../lib/engine/job';
import { sha256 } from '../../lib/hash';
import { DEFAULT_SETTINGS, type ClipInput, type LearnInput } from '../../lib/inference';
import { packageRoot } from '../../lib/package-root';
import type { Setting } from './compared';

const alone: JobContext = {
  settings: DEFAULT_SETTINGS,
  signal: new AbortController().signal,
  progress: () => {},
  time: async (_, work) => work(),
};

/**
 * The engine's jobs in this process, by networks that remember what they answered to a picture: one that is judged beside twenty
 * draws of good parts is looked at once.
 */
export async function engineHere(name: string): Promise<Setting['engine']> {
  const { loadClip } = await engineFile<{ loadClip: Load<ClipModel> }>('families/clip');
  const [learn, judge] = [
    await engineFile<JobModule<'learn'>>('jobs/learn'),
    await engineFile<JobModule<'clip'>>('jobs/clip'),
  ];
  const model = await loadClip(name, DEFAULT_SETTINGS);
  model.lookAtPictures = remembering(model.lookAtPictures!);
  const run = async (kind: string, input: unknown) => {
    const outcome =
      kind === 'learn' ? learn.run([input as LearnInput], [alone]) : judge.run([input as ClipInput], [alone]);
    const [output] = await outcome;
    if (output instanceof Error) throw output;
    return { output };
  };
  return { run } as unknown as Setting['engine'];
}

function remembering(look: (tensors: Float32Array[]) => Promise<Looked[]>): typeof look {
  const seen = new Map<string, Promise<Looked>>();
  return (tensors) =>
    Promise.all(
      tensors.map((tensor) => {
        const key = sha256(Buffer.from(tensor.buffer, tensor.byteOffset, tensor.byteLength));
        const known = seen.get(key) ?? look([tensor]).then(([looked]) => looked!);
        seen.set(key, known);
        return known;
      }),
    );
}

const engineFile = async <T>(file: string): Promise<T> =>
  (await import(join(packageRoot(), 'dist/lib/engine', `${file}.js`))) as T;
