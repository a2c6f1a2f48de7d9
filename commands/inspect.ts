import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { acquireEngine, DEFAULT_SETTINGS, type Device, type Engine, type Precision } from '../lib/inference';
import { readPicture } from '../lib/imaging/input';
import { InspectionError } from '../lib/inspection/errors';
import { beginInspection } from '../lib/inspection/identity';
import type { Inspection } from '../lib/inspection/record';
import { writeReport } from '../lib/report/atomic';
import { csvFormat, toCsvRow } from '../lib/report/csv';
import { toJsonLine, toRecord } from '../lib/report/json';
import { cleanName } from '../lib/report/names';
import { press } from '../lib/report/pdf/press';
import { timestamp } from '../lib/inspection/clock';
import { defaultLine, runLine, type Line } from '../lib/stages/line';
import { modelPath, modelsHome } from '../lib/models/home';
import { inOrder } from '../lib/in-order';
import { FINE_HELP, fineOf } from './fine';
import { language } from './language';
import { listPictures } from './pictures';
import { Progress } from './progress';
import { UsageError } from './usage';

const HELP = `gyeol inspect PICTURE-OR-FOLDER… --out DIR

  Runs the whole line over pictures: judge, measure, describe, translate.
  Writes reports.jsonl (one record a picture, in the order given), reports.csv, summary.pdf and overlays/.
  A picture that cannot be read becomes a record with its error; the others go on.

  --model ID       clip model by id or folder (default starter-clip); --captioner ID  --translator ID  likewise
  --preset ID      labels and templates: general, metal, casting, paint, plastic, pcb, glass, weld, fabric
  --device NAME    cpu, cuda, webgpu … (default auto)      --precision fp32|fp16|int8${FINE_HELP}
`;

/** The inspect command; see HELP. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      model: { type: 'string' },
      captioner: { type: 'string' },
      translator: { type: 'string' },
      preset: { type: 'string' },
      device: { type: 'string' },
      precision: { type: 'string' },
      fine: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (positionals.length === 0 || !values.out) throw new UsageError(HELP);

  const files = await listPictures(positionals);
  if (files.length === 0) throw new UsageError(`${positionals.join(', ')}: no pictures`);
  const place = (name?: string) => name && modelPath(modelsHome(), name);
  const line = defaultLine({
    clip: place(values.model),
    blip: place(values.captioner),
    marian: place(values.translator),
    preset: values.preset,
  });
  line.judge.fine = fineOf(values.fine);
  const out = resolve(values.out);
  await mkdir(out, { recursive: true });

  const { engine, release } = acquireEngine({
    ...DEFAULT_SETTINGS,
    ...(values.device && { device: values.device as Device }),
    ...(values.precision && { precision: values.precision as Precision }),
    queueLimit: files.length + 1,
  });
  const progress = new Progress(files.length);
  const inspections = await inOrder(files, 4, async (file) => {
    const inspection = await inspectFile(engine, line, file);
    progress.step(inspection.error?.code);
    return inspection;
  });
  release();
  await writeAll(out, inspections, line);
  await press.close();
  console.log(tally(inspections, out));
}

async function inspectFile(engine: Engine, line: Line, file: string): Promise<Inspection> {
  const inspection = beginInspection({ source: file }, {}, file);
  try {
    const { picture, header } = await readPicture(resolve(file));
    Object.assign(inspection.frame, header);
    await runLine({ engine, picture, inspection }, line);
  } catch (thrown) {
    const { code, message, advice } = InspectionError.from(thrown).in(language());
    inspection.error = { code, message, advice };
  }
  return inspection;
}

async function writeAll(out: string, inspections: Inspection[], line: Line): Promise<void> {
  const records: Inspection[] = [];
  for (const [index, inspection] of inspections.entries()) {
    const { overlay } = inspection.evidence ?? {};
    const name = `overlays/${String(index + 1).padStart(4, '0')}_${cleanName(inspection.id)}.jpg`;
    if (overlay instanceof Uint8Array) await writeReport(join(out, name), overlay);
    records.push(toRecord(inspection, overlay instanceof Uint8Array ? { overlay: name } : {}));
  }
  const { head, lineEnd } = csvFormat();
  await writeReport(join(out, 'reports.jsonl'), records.map((record) => `${toJsonLine(record)}\n`).join(''));
  await writeReport(join(out, 'reports.csv'), head + records.map((record) => toCsvRow(record) + lineEnd).join(''));
  const names = Object.fromEntries(line.judge.labels.map(({ id, ko }) => [id, ko]));
  const documented = inspections.map(({ embedding: _, ...inspection }) => ({ inspection }));
  const pdf = await press.print({
    documented,
    settings: { kind: 'auto', names },
    summary: true,
    issuedAt: timestamp(),
  });
  await writeReport(join(out, 'summary.pdf'), pdf);
}

function tally(inspections: Inspection[], out: string): string {
  const count = (wanted: string) =>
    inspections.filter(({ error, judgement }) => (error ? 'error' : judgement?.decision) === wanted).length;
  return `${inspections.length} pictures: ${['ok', 'ng', 'review', 'error'].map((each) => `${each} ${count(each)}`).join(', ')} → ${out}`;
}
