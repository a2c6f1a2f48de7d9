import { mkdir } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_WISHES, type Wishes } from '../lib/commission/fit';
import type { Commissioning, ComparisonWish } from '../lib/commission/commission';
import { commissioningPage } from '../lib/commission/page';
import { learnLimits, stepsOf, type KnownPicture } from '../lib/commission/learn';
import { adviceOf, proposedOf } from '../lib/commission/words';
import { readPicture } from '../lib/imaging/input';
import { acquireEngine, DEFAULT_SETTINGS, type Device, type Precision } from '../lib/inference';
import { timestamp } from '../lib/inspection/clock';
import { InspectionError } from '../lib/inspection/errors';
import { modelPath, modelsHome } from '../lib/models/home';
import { checkRecipe } from '../lib/recipe/check';
import { readRecipeFile } from '../lib/recipe/file';
import { originOf } from '../lib/recipe/origin';
import { RECIPE_SCHEMA, type Recipe, type RecipeJudgement } from '../lib/recipe/recipe';
import { writeReport } from '../lib/report/atomic';
import { defaultLine } from '../lib/stages/line';
import { say } from './language';
import { listPictures } from './pictures';
import { Progress } from './progress';
import { UsageError } from './usage';

const HELP = `gyeol commission --ok DIR [--ng DIR] --out FILE.recipe.json

  Learns a product's limits from pictures whose truth a person knows, and writes them as a recipe, with a page
  (FILE.html) that shows how sure it can be: distribution, ROC, the most confusing pictures, what each prompt is worth.
  Subfolders of the --ng folder may be named after labels (scratch, dent …).

  --name TEXT        of the product (default: the file's name)
  --recipe FILE      begin with the labels, templates and regions of this recipe
  --preset ID        … or with those of a preset (default general)
  --miss SHARE       defective parts that may pass as good (default ${DEFAULT_WISHES.miss})
  --false-alarm SHARE  good parts that may be called NG (default ${DEFAULT_WISHES.falseAlarm})
  --reference auto|always|never  compare with the good pictures, too: where the pictures show that it helps (default auto)
  --model ID         clip model by id or folder (default starter-clip)
  --device NAME      cpu, cuda, webgpu … (default auto)      --precision fp32|fp16|int8
`;

/** The commission command; see HELP. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ok: { type: 'string' },
      ng: { type: 'string' },
      out: { type: 'string' },
      name: { type: 'string' },
      recipe: { type: 'string' },
      preset: { type: 'string' },
      miss: { type: 'string' },
      'false-alarm': { type: 'string' },
      reference: { type: 'string' },
      model: { type: 'string' },
      device: { type: 'string' },
      precision: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (!values.ok || !values.out) throw new UsageError(HELP);

  const wishes: Wishes = {
    miss: shareOf('miss', values.miss, DEFAULT_WISHES.miss),
    falseAlarm: shareOf('false-alarm', values['false-alarm'], DEFAULT_WISHES.falseAlarm),
  };
  const comparison = comparisonOf(values.reference);
  const known = [...(await knownIn(values.ok, true)), ...(values.ng ? await knownIn(values.ng, false) : [])];
  const begun = values.recipe ? await readRecipeFile(values.recipe) : undefined;
  const line = defaultLine({ clip: values.model && modelPath(modelsHome(), values.model), preset: values.preset });
  const judge: RecipeJudgement = begun?.judge ?? {
    labels: line.judge.labels,
    templates: line.judge.templates,
    decision: line.judge.decision,
    regions: {},
  };
  const { engine, release } = acquireEngine({
    ...DEFAULT_SETTINGS,
    ...(values.device && { device: values.device as Device }),
    ...(values.precision && { precision: values.precision as Precision }),
    queueLimit: known.length + 1,
  });
  try {
    const progress = new Progress(stepsOf(known, comparison));
    const onStep = () => progress.step();
    const found = await learnLimits(known, { engine, model: line.judge.model, judge, wishes, comparison, onStep });
    const id = basename(values.out).replace(/(\.recipe)?\.json$/, '');
    const recipe: Recipe = checkRecipe({
      products: [],
      ...begun,
      schema: RECIPE_SCHEMA,
      id,
      name: values.name ?? begun?.name ?? id,
      version: (begun?.version ?? 0) + 1,
      savedAt: timestamp(),
      judge: found.judge,
      fit: found.fit,
      origin: await originOf({ clip: line.judge.model }, line.translate.glossary),
    });
    await mkdir(dirname(resolve(values.out)), { recursive: true });
    await writeReport(values.out, `${JSON.stringify(recipe, null, 2)}\n`);
    const report = resolve(dirname(values.out), `${id}.html`);
    await writeReport(report, commissioningPage(found, recipe.name));
    process.stdout.write(
      told(found).join('\n') + `\n${say('written', { files: `${values.out}, ${relative('', report)}` })}\n`,
    );
  } finally {
    await release();
  }
}

async function knownIn(folder: string, good: boolean): Promise<KnownPicture[]> {
  const files = await listPictures([folder]);
  if (files.length === 0) throw new UsageError(`${folder}: no pictures`);
  return files.map((file) => {
    const [label, inside] = relative(folder, file).split(sep);
    const picture = async () => (await readPicture(resolve(file))).picture;
    return { name: relative(folder, file), good, ...(inside && !good && { label }), picture };
  });
}

function shareOf(option: string, text: string | undefined, otherwise: number): number {
  const share = text === undefined ? otherwise : Number(text);
  if (!(share > 0 && share < 1)) throw new InspectionError('ERR_OPTIONS', { option, reason: String(text) });
  return share;
}

function comparisonOf(text = 'auto'): ComparisonWish {
  if (text === 'auto' || text === 'always' || text === 'never') return text;
  throw new InspectionError('ERR_OPTIONS', { option: 'reference', reason: text });
}

function told(found: Commissioning): string[] {
  const { auroc } = proposedOf(found);
  const head = auroc
    ? [`AUROC ${auroc.auroc.toFixed(3)} (${auroc.interval.map((value) => value.toFixed(3)).join(' ~ ')})`]
    : [];
  return [...head, ...adviceOf(found)];
}
