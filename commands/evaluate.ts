import { mkdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readDataset } from '../lib/evaluation/dataset/dataset';
import { acquireEngine, DEFAULT_SETTINGS, type Device, type Precision } from '../lib/inference';
import { modelPath, modelsHome } from '../lib/models/home';
import { readRecipeFile } from '../lib/recipe/file';
import { writeReport } from '../lib/report/atomic';
import { defaultLine } from '../lib/stages/line';
import { evaluationPage, type Run } from './evaluation/page';
import { lineOf, runOver } from './evaluation/run';
import { evaluateSentence, summariseSentences, type SentenceSummary } from './evaluation/sentences';
import { summarise } from './evaluation/summary';
import { inOrder } from '../lib/in-order';
import { FINE_HELP, fineOf } from './fine';
import { Progress } from './progress';
import { UsageError } from './usage';

const HELP = `gyeol evaluate FOLDER|COCO.json|MANIFEST.jsonl --out FILE.json

  Runs the product over labelled pictures or sentences and writes figures, of pictures also as a page (FILE.html).
  Pictures: ROC, precision and recall, calibration, confusion, localisation, length error, latency, the worst pictures.
    A folder holds ok/ and ng/<label>/ (or <label>/), masks in ground_truth/<label>/; a COCO file its boxes and outlines.
    A line of a manifest: {"file", "has_defect", "label_en", "mask", "boxes", "length_px", "source"}; paths relative to it.
  Sentences: share translated exactly, chrF, numbers and units kept, lost and invented, placeholders kept, latency. A line:
    {"en", "ko", "source"}; without "ko" only numbers and placeholders are judged.

  --model ID       clip model, or for sentences translator, by id or folder (default starter-clip, starter-marian)
  --captioner ID   blip model, by id or folder (default starter-blip)
  --preset ID      labels and templates (default general)
  --recipe FILE    by this recipe; given twice, both side by side
  --language en|ko use only the templates of one language
  --device NAME    cpu, cuda, webgpu … (default auto)      --precision fp32|fp16|int8${FINE_HELP}
  --captions       also describe every picture and judge noun, place and material
  --why            also ask where the words of the likeliest defect are seen: pointing game, AUPRO;
                   with --captions also where the captioner looked as it wrote the defect's word
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
      recipe: { type: 'string', multiple: true, default: [] },
      language: { type: 'string' },
      device: { type: 'string' },
      precision: { type: 'string' },
      fine: { type: 'string' },
      captions: { type: 'boolean', default: false },
      why: { type: 'boolean', default: false },
      'no-measure': { type: 'boolean', default: false },
      limit: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const [manifest] = positionals;
  if (!manifest || !values.out) throw new UsageError(HELP);

  const read = await readDataset(manifest);
  const labelled = 'sentences' in read ? read.sentences : read.pictures;
  const count = Math.min(labelled.length, values.limit ? Number(values.limit) : Infinity);
  const found = (name?: string) => name && modelPath(modelsHome(), name);
  const model = found(values.model);
  const { engine, release } = acquireEngine({
    ...DEFAULT_SETTINGS,
    ...(values.device && { device: values.device as Device }),
    ...(values.precision && { precision: values.precision as Precision }),
    queueLimit: labelled.length + 1,
  });
  try {
    if ('sentences' in read) {
      const { translate } = defaultLine({ marian: model });
      const progress = new Progress(count);
      const sentences = await inOrder(read.sentences.slice(0, count), 4, (one) =>
        evaluateSentence(engine, translate, one).finally(() => progress.step()),
      );
      return await save(values.out, summariseSentences(sentences));
    }
    const { preset, language } = values;
    const line = defaultLine({ clip: model, blip: found(values.captioner), preset, language });
    line.judge.fine = fineOf(values.fine);
    const byRecipe = async (path: string) => {
      const recipe = await readRecipeFile(path);
      return { name: `${recipe.name} v${recipe.version}`, line: await lineOf(line, recipe, dirname(resolve(path))) };
    };
    const lines = values.recipe.length
      ? await Promise.all(values.recipe.map(byRecipe))
      : [{ name: basename(line.judge.model), line }];
    const progress = new Progress(count * lines.length);
    const scope = { captions: values.captions, measure: !values['no-measure'], why: values.why };
    const runs: Run[] = [];
    for (const one of lines) {
      const outcomes = await runOver(engine, one.line, read.pictures.slice(0, count), scope, progress);
      runs.push({ name: one.name, outcomes, summary: summarise(outcomes) });
    }
    const [first] = runs;
    const summaries = Object.fromEntries(runs.map(({ name, summary }) => [name, summary]));
    await save(values.out, runs.length > 1 ? { runs: summaries } : first!.summary, runs.map(headlineOf));
    await writeReport(pageBeside(values.out), evaluationPage(`${basename(manifest)} 평가`, runs));
  } finally {
    await release();
  }
}

async function save(out: string, figures: object, told = [headline(figures as SentenceSummary)]): Promise<void> {
  await mkdir(dirname(resolve(out)), { recursive: true });
  await writeReport(out, `${JSON.stringify(figures, null, 2)}\n`);
  for (const line of told) console.log(`${line}  → ${out}`);
}

const pageBeside = (out: string) => `${out.replace(/\.json$/, '')}.html`;

const headlineOf = ({ name, summary: { n, errors, auroc, top1 } }: Run) =>
  `${name}  n ${n}  errors ${errors}  AUROC ${tell(auroc)}  top-1 ${tell(top1)}`;

function headline({
  n,
  errors,
  exact,
  chrf,
  numbers_kept,
  number_invented,
  placeholders_kept,
}: SentenceSummary): string {
  return [
    `n ${n}  errors ${errors}`,
    `exact ${tell(exact)}  chrF ${tell(chrf)}  numbers and units kept ${tell(numbers_kept)}`,
    `invented ${tell(number_invented)}  placeholders kept ${tell(placeholders_kept)}`,
  ].join('  ');
}

const tell = (figure: number | null) => (figure === null ? '–' : figure.toFixed(4));
