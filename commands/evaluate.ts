import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readManifest } from '../lib/evaluation/manifest';
import { acquireEngine, DEFAULT_SETTINGS, type Device, type Precision } from '../lib/inference';
import { modelPath, modelsHome } from '../lib/models/home';
import { defaultLine } from '../lib/stages/line';
import { evaluatePicture } from './evaluation/picture';
import { summarise } from './evaluation/summary';
import { inOrder } from './in-order';
import { Progress } from './progress';
import { UsageError } from './usage';

const HELP = `gyeol evaluate MANIFEST.jsonl --out FILE.json

  Runs the product over labelled pictures and writes figures: AUROC, per class, confusion, mask IoU, length error, latency.
  A line of the manifest: {"file", "has_defect", "label_en", "mask", "boxes", "length_px", "source"}; paths relative to it.

  --model ID       clip model by id or folder (default starter-clip)
  --preset ID      labels and templates (default general)
  --language en|ko use only the templates of one language
  --device NAME    cpu, cuda, webgpu … (default auto)      --precision fp32|fp16|int8
  --captions       also describe every picture and judge noun, place and material
  --no-measure     leave out contour measuring
  --limit N        only the first N pictures
`;

/** The evaluate command; see HELP. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      model: { type: 'string' },
      preset: { type: 'string' },
      language: { type: 'string' },
      device: { type: 'string' },
      precision: { type: 'string' },
      captions: { type: 'boolean', default: false },
      'no-measure': { type: 'boolean', default: false },
      limit: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const [manifest] = positionals;
  if (!manifest || !values.out) throw new UsageError(HELP);

  const pictures = (await readManifest(manifest)).slice(0, values.limit ? Number(values.limit) : undefined);
  const clip = values.model && modelPath(modelsHome(), values.model);
  const line = defaultLine({ clip, preset: values.preset, language: values.language });
  const { engine, release } = acquireEngine({
    ...DEFAULT_SETTINGS,
    ...(values.device && { device: values.device as Device }),
    ...(values.precision && { precision: values.precision as Precision }),
    queueLimit: pictures.length + 1,
  });
  try {
    const progress = new Progress(pictures.length);
    const outcomes = await inOrder(pictures, 4, async (picture) => {
      const outcome = await evaluatePicture(engine, line, picture, {
        captions: values.captions,
        measure: !values['no-measure'],
      });
      progress.step();
      return outcome;
    });
    const summary = summarise(outcomes);
    await mkdir(dirname(resolve(values.out)), { recursive: true });
    await writeFile(values.out, `${JSON.stringify(summary, null, 2)}\n`);
    console.log(
      `n ${summary.n}  errors ${summary.errors}  AUROC ${tell(summary.auroc)}  top-1 ${tell(summary.top1)}  → ${values.out}`,
    );
  } finally {
    await release();
  }
}

const tell = (figure: number | null) => (figure === null ? '–' : figure.toFixed(4));
