import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readManifest } from '../lib/evaluation/manifest';
import { acquireEngine, DEFAULT_SETTINGS, type Device, type Precision } from '../lib/inference';
import { modelPath, modelsHome } from '../lib/models/home';
import { defaultLine } from '../lib/stages/line';
import { evaluatePicture } from './evaluation/picture';
import { evaluateSentence, summariseSentences, type SentenceSummary } from './evaluation/sentences';
import { summarise, type Summary } from './evaluation/summary';
import { inOrder } from './in-order';
import { Progress } from './progress';
import { UsageError } from './usage';

const HELP = `gyeol evaluate MANIFEST.jsonl --out FILE.json

  Runs the product over labelled pictures or sentences and writes figures.
  Pictures: AUROC, per class, confusion, mask IoU, length error, latency. A line of the manifest:
    {"file", "has_defect", "label_en", "mask", "boxes", "length_px", "source"}; paths relative to it.
  Sentences: share translated exactly, chrF, numbers and units kept, lost and invented, placeholders kept, latency. A line:
    {"en", "ko", "source"}; without "ko" only numbers and placeholders are judged.

  --model ID       clip model, or for sentences translator, by id or folder (default starter-clip, starter-marian)
  --captioner ID   blip model, by id or folder (default starter-blip)
  --preset ID      labels and templates (default general)
  --language en|ko use only the templates of one language
  --device NAME    cpu, cuda, webgpu … (default auto)      --precision fp32|fp16|int8
  --captions       also describe every picture and judge noun, place and material
  --no-measure     leave out contour measuring
  --limit N        only the first N pictures or sentences
`;

/** The evaluate command; see HELP. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      model: { type: 'string' },
      captioner: { type: 'string' },
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

  const read = await readManifest(manifest);
  const labelled = 'sentences' in read ? read.sentences : read.pictures;
  const count = Math.min(labelled.length, values.limit ? Number(values.limit) : Infinity);
  const found = (name?: string) => name && modelPath(modelsHome(), name);
  const model = found(values.model);
  const { engine, release } = acquireEngine({
    ...DEFAULT_SETTINGS,
    ...(values.device && { device: values.device as Device }),
    ...(values.precision && { precision: values.precision as Precision }),
    queueLimit: count + 1,
  });
  try {
    const progress = new Progress(count);
    const each = <T, R>(items: T[], work: (item: T) => Promise<R>) =>
      inOrder(items.slice(0, count), 4, (item) => work(item).finally(() => progress.step()));
    let summary: Summary | SentenceSummary;
    if ('sentences' in read) {
      const { translate } = defaultLine({ marian: model });
      summary = summariseSentences(await each(read.sentences, (one) => evaluateSentence(engine, translate, one)));
    } else {
      const line = defaultLine({
        clip: model,
        blip: found(values.captioner),
        preset: values.preset,
        language: values.language,
      });
      const scope = { captions: values.captions, measure: !values['no-measure'] };
      summary = summarise(await each(read.pictures, (one) => evaluatePicture(engine, line, one, scope)));
    }
    await mkdir(dirname(resolve(values.out)), { recursive: true });
    await writeFile(values.out, `${JSON.stringify(summary, null, 2)}\n`);
    console.log(`n ${summary.n}  errors ${summary.errors}  ${headline(summary)}  → ${values.out}`);
  } finally {
    await release();
  }
}

function headline(summary: Summary | SentenceSummary): string {
  if ('auroc' in summary) return `AUROC ${tell(summary.auroc)}  top-1 ${tell(summary.top1)}`;
  const { exact, chrf, numbers_kept, number_invented, placeholders_kept } = summary;
  return [
    `exact ${tell(exact)}  chrF ${tell(chrf)}  numbers and units kept ${tell(numbers_kept)}`,
    `invented ${tell(number_invented)}  placeholders kept ${tell(placeholders_kept)}`,
  ].join('  ');
}

const tell = (figure: number | null) => (figure === null ? '–' : figure.toFixed(4));
