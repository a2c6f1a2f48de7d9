import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readPicture } from '../lib/imaging/input';
import { acquireEngine, DEFAULT_SETTINGS, type Device, type Precision } from '../lib/inference';
import { timestamp } from '../lib/inspection/clock';
import { InspectionError } from '../lib/inspection/errors';
import { modelPath, modelsHome } from '../lib/models/home';
import { readReference, writeReference } from '../lib/reference/file';
import { MOST_PICTURES } from '../lib/reference/memory';
import { replaceFile } from '../lib/replace-file';
import { say } from './language';
import { listPictures } from './pictures';
import { Share } from './progress';
import { UsageError } from './usage';

/** Trust in the model's odds below which the engineer is told. */
const WAVERING = 0.5;

/** The learn command: a memory of good parts from their pictures. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ok: { type: 'string', multiple: true },
      out: { type: 'string' },
      model: { type: 'string' },
      roi: { type: 'string' },
      'centre-crop': { type: 'string' },
      device: { type: 'string' },
      precision: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(say('learn.help'));
  if (!values.ok || !values.out) throw new UsageError(say('learn.help'));
  const files = await listPictures(values.ok);
  if (files.length === 0) throw new UsageError(say('learn.none', { folder: values.ok.join(', ') }));
  if (files.length > MOST_PICTURES)
    throw new UsageError(say('learn.many', { count: files.length, most: MOST_PICTURES }));

  const pictures = [];
  for (const file of files) pictures.push((await readPicture(resolve(file))).picture);
  const { engine, release } = acquireEngine({
    ...DEFAULT_SETTINGS,
    ...(values.device && { device: values.device as Device }),
    ...(values.precision && { precision: values.precision as Precision }),
    timeoutMs: 0,
  });
  const bar = new Share();
  const started = performance.now();
  try {
    const { output } = await engine.run(
      'learn',
      {
        pictures,
        model: values.model ? modelPath(modelsHome(), values.model) : 'starter-clip',
        ...(values.roi && { roi: numbers('roi', values.roi, 4) as [number, number, number, number] }),
        ...(values['centre-crop'] && { centreCrop: numbers('centre-crop', values['centre-crop'], 1)[0] }),
      },
      { onProgress: (fraction) => bar.reach(fraction) },
    );
    const text = writeReference({ ...output.memory, learntAt: timestamp() });
    await replaceFile(resolve(values.out), text);
    const { hash, vectors, scale, trust } = readReference(text);
    console.log(
      say('learn.done', {
        count: files.length,
        seconds: ((performance.now() - started) / 1000).toFixed(1),
        vectors: vectors.length / scale.length,
        size: Math.round(text.length / 1024),
        out: values.out,
        hash: hash.slice(0, 12),
      }),
    );
    if (trust < WAVERING) console.log(say('learn.trust', { share: Math.round(100 * trust) }));
    if (files.length < 10) console.log(say('learn.few', { count: files.length }));
  } finally {
    bar.end();
    await release();
  }
}

function numbers(option: string, text: string, count: number): number[] {
  const values = text.split(',').map(Number);
  if (values.length === count && values.every((value) => value >= 0 && value <= 1)) return values;
  throw new InspectionError('ERR_OPTIONS', { option, reason: text });
}
