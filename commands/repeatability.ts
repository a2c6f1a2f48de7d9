import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { gaugeStudy, type GaugeStudy, type Reading } from '../lib/evaluation/gauge-study';
import { readPicture } from '../lib/imaging/input';
import { acquireEngine, DEFAULT_SETTINGS, type Calibration, type MeasureInput } from '../lib/inference';
import { InspectionError } from '../lib/inspection/errors';
import { replaceFile } from '../lib/replace-file';
import { DEFAULT_MEASURE } from '../lib/stages/line';
import { say, type Word } from './language';
import { listPictures } from './pictures';
import { table } from './table';
import { UsageError } from './usage';

const DIMENSIONS = ['length', 'width', 'area'] as const;
type Dimension = (typeof DIMENSIONS)[number];

interface Measured {
  file: string;
  part: string;
  operator: string;
  sizes?: Record<Dimension, number>;
}

/** The repeatability command: gauge R&R over repeated pictures of the same parts. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      pictures: { type: 'string' },
      calibration: { type: 'string' },
      tolerance: { type: 'string' },
      threshold: { type: 'string' },
      roi: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(say('repeatability.help'));
  if (!values.pictures) throw new UsageError(say('repeatability.help'));
  const calibration = values.calibration ? await calibrationIn(values.calibration) : undefined;
  const tolerance = values.tolerance === undefined ? undefined : positive('tolerance', values.tolerance);
  const roi = values.roi?.split(',').map(Number) as [number, number, number, number] | undefined;
  const options: MeasureInput['options'] = {
    ...DEFAULT_MEASURE,
    ...(values.threshold && { threshold: positive('threshold', values.threshold) }),
    ...(roi && { roi }),
    largest: 1,
  };
  const measured = await measureAll(values.pictures, { options, calibration, overlay: 0 });
  const missed = measured.filter(({ sizes }) => !sizes).map(({ file }) => file);
  const unit = calibration ? 'mm' : 'px';
  const studies = DIMENSIONS.map((dimension) => {
    const readings = measured.flatMap(({ part, operator, sizes }): Reading[] =>
      sizes ? [{ part, operator, value: sizes[dimension] }] : [],
    );
    return { dimension, study: gaugeStudy(readings, dimension === 'area' ? undefined : tolerance) };
  });
  if (studies.some(({ study }) => !study)) throw new UsageError(say('repeatability.few', { missed: missed.length }));
  if (missed.length > 0) console.error(say('repeatability.missed', { count: missed.length, files: missed.join(', ') }));
  process.stdout.write(tableOf(studies as Told[], unit));
  if (values.out) {
    const report = { unit, tolerance, pictures: measured.length, missed, studies, readings: measured };
    await replaceFile(resolve(values.out), `${JSON.stringify(report, undefined, 2)}\n`);
  }
}

/** Each picture under PART/ or OPERATOR/PART/, its largest region measured. */
async function measureAll(folder: string, input: Omit<MeasureInput, 'picture'>): Promise<Measured[]> {
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, timeoutMs: 0 });
  try {
    const measured: Measured[] = [];
    for (const path of await listPictures([folder])) {
      const file = relative(folder, path);
      const [part, operator = ''] = file.split(sep).slice(0, -1).reverse();
      if (part === undefined) throw new UsageError(say('repeatability.layout', { file }));
      const { picture } = await readPicture(resolve(path));
      const { output } = await engine.run('measure', { ...input, picture });
      const [region] = output.regions;
      const size = (dimension: Dimension) => region![dimension].mm ?? region![dimension].px;
      const sizes = region && { length: size('length'), width: size('width'), area: size('area') };
      measured.push({ file, part, operator, ...(sizes && { sizes }) });
    }
    return measured;
  } finally {
    await release();
  }
}

async function calibrationIn(file: string): Promise<Calibration> {
  const text = await readFile(resolve(file), 'utf8');
  try {
    return { id: file, ...(JSON.parse(text) as Partial<Calibration>) };
  } catch (error) {
    throw new InspectionError('ERR_CALIBRATION', { reason: `${file}: ${(error as Error).message}` });
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InspectionError('ERR_OPTIONS', { option, reason: text });
  return value;
}

interface Told {
  dimension: Dimension;
  study: GaugeStudy;
}

function tableOf(studies: Told[], unit: string): string {
  const [first] = studies;
  const { parts, operators, trials, leftOut } = first!.study;
  const percent = (value: number | undefined) => (value === undefined ? '–' : `${value.toFixed(1)} %`);
  const word = (name: string) => say(`repeatability.${name}` as Word);
  const row = (name: string, cell: (study: GaugeStudy, unit: string) => string) => [
    word(name),
    ...studies.map(({ dimension, study }) => cell(study, dimension === 'area' ? `${unit}²` : unit)),
  ];
  const deviation = (name: string, of: (study: GaugeStudy) => number) =>
    row(name, (study, each) => `${of(study).toPrecision(3)} ${each}`);
  return [
    say('repeatability.design', { parts, operators, trials, leftOut }),
    table([
      ['', ...studies.map(({ dimension }) => word(dimension))],
      deviation('ev', ({ repeatability }) => repeatability),
      deviation('av', ({ reproducibility }) => reproducibility),
      deviation('grr', ({ gaugeRr }) => gaugeRr),
      deviation('pv', ({ partVariation }) => partVariation),
      deviation('tv', ({ totalVariation }) => totalVariation),
      row('percentGrr', ({ percentGrr }) => percent(percentGrr)),
      row('percentTolerance', ({ percentTolerance }) => percent(percentTolerance)),
      row('ndc', ({ ndc }) => (ndc === undefined ? '–' : String(ndc))),
      row('verdict', ({ verdict, percentGrr, percentTolerance }) =>
        (percentTolerance ?? percentGrr) === undefined ? '–' : word(verdict),
      ),
    ]),
  ].join('\n');
}
