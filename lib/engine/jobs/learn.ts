import type { LearnInput, LearnOutput } from '../../inference/jobs';
import type { EngineSettings } from '../../inference/settings';
import { InspectionError } from '../../inspection/errors';
import type { Box } from '../../inspection/record';
import { MOST_PICTURES } from '../../reference/memory';
import { loadClip, type ClipModel } from '../families/clip';
import type { JobContext } from '../job';
import { clahe } from '../picture/contrast';
import { decode } from '../picture/decode';
import { clampBox } from '../picture/resize';
import { decodingFor } from '../preprocess';
import { requirePatches, viewOf } from '../reference/fit';
import { learn } from '../reference/learn';
import { regionsOf } from '../regions';

/** Share of the region's side by which a single picture is moved to see how much moving alone changes. */
const NUDGE = 0.015;

export async function warm(model: string, settings: EngineSettings): Promise<void> {
  await loadClip(model, settings);
}

export async function run(inputs: LearnInput[], contexts: JobContext[]): Promise<(LearnOutput | Error)[]> {
  const [input, context] = [inputs[0]!, contexts[0]!];
  const count = input.pictures.length;
  if (count === 0 || count > MOST_PICTURES) {
    throw new InspectionError('ERR_OPTIONS', { option: 'pictures', reason: `${count} (1–${MOST_PICTURES})` });
  }
  const model = await context.time('load', () => loadClip(input.model, context.settings));
  const look = requirePatches(model);
  const seen: Seen[] = [];
  for (const [index, picture] of input.pictures.entries()) {
    const { sha256, tensors } = await prepare(model, picture, input, count === 1);
    const looked = await context.time('model', () => look(tensors));
    seen.push({ sha256, looked });
    await step(context, (0.6 * (index + 1)) / count);
  }
  const [{ looked: first }] = seen as [Seen];
  const learnt = await context.time('learn', () =>
    learn(
      seen.map(({ looked }) => looked[0]!),
      first.slice(1),
      (fraction) => step(context, 0.6 + 0.4 * fraction),
    ),
  );
  const { id, revision, precision } = model.use;
  const memory: LearnOutput['memory'] = {
    model: { id, revision, precision },
    picturesHash: model.picturesHash,
    view: viewOf(input),
    pictures: seen.map(({ sha256 }) => sha256),
    ...learnt,
    embeddings: Float32Array.from(seen.flatMap(({ looked }) => [...looked[0]!.embedding])),
  };
  return [{ memory, model: model.use }];
}

interface Seen {
  sha256: string;
  looked: Awaited<ReturnType<NonNullable<ClipModel['lookAtPictures']>>>;
}

async function prepare(
  { preprocessor }: ClipModel,
  picture: LearnInput['pictures'][0],
  input: LearnInput,
  nudge: boolean,
) {
  const [[, , narrowest, lowest]] = regionsOf({ width: 1, height: 1 }, input) as [Box];
  const reading = { part: nudge ? 0.9 : Math.min(narrowest, lowest), changed: Boolean(input.clahe) };
  const decoded = await decode(picture, decodingFor(preprocessor, reading));
  const pixels = input.clahe ? clahe(decoded, input.clahe) : decoded;
  const [whole] = regionsOf(decoded.facts, input) as [Box];
  const across = decoded.width / decoded.facts.width;
  const down = decoded.height / decoded.facts.height;
  const views = [whole, ...(nudge ? nudged(whole) : [])].map((box) => clampBox(box, decoded.facts));
  const tensors = await Promise.all(
    views.map(([x, y, width, height]) =>
      preprocessor.prepare(pixels, [x * across, y * down, width * across, height * down]),
    ),
  );
  return { sha256: decoded.facts.sha256, tensors };
}

/** The region moved to four sides, a little smaller so that it stays inside. */
function nudged([x, y, width, height]: Box): Box[] {
  const [dx, dy] = [NUDGE * width, NUDGE * height];
  const size = [width - 2 * dx, height - 2 * dy] as const;
  return [
    [x, y + dy, ...size],
    [x + 2 * dx, y + dy, ...size],
    [x + dx, y, ...size],
    [x + dx, y + 2 * dy, ...size],
  ];
}

/** Tells how far it is, lets messages in, and ends the job when it was cancelled. */
async function step(context: JobContext, fraction: number): Promise<void> {
  context.progress(fraction);
  await new Promise(setImmediate);
  context.signal.throwIfAborted();
}
