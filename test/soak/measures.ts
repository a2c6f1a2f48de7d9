import { driftOf, isSteady, type Drift } from './drift';
import { LANES, type Sample } from './sample';

export interface Measure {
  key: keyof Sample;
  title: string;
  unit: 'MiB' | '';
  /** Garbage that waits to be collected is no growth: what it never falls below in two minutes counts. */
  isFloor?: boolean;
}

/** What must not grow. */
export const MEASURES: Measure[] = [
  { key: 'rss', title: 'Node-RED, resident memory', unit: 'MiB' },
  { key: 'heapUsed', title: 'Node-RED, heap in use', unit: 'MiB', isFloor: true },
  { key: 'external', title: 'Node-RED, memory beside the heap', unit: 'MiB', isFloor: true },
  ...LANES.map((lane): Measure => ({ key: `${lane}.rss`, title: `Engine ${lane}, resident memory`, unit: 'MiB' })),
  { key: 'fds', title: 'Node-RED, open file descriptors', unit: '' },
  ...LANES.map((lane): Measure => ({ key: `${lane}.fds`, title: `Engine ${lane}, open file descriptors`, unit: '' })),
  { key: 'handles', title: 'Node-RED, active handles', unit: '' },
  { key: 'listeners', title: 'Node-RED, event listeners', unit: '' },
  { key: 'files', title: 'Files below the user directory', unit: '' },
  { key: 'bytes', title: 'Bytes of these, without logs of ids', unit: 'MiB' },
];

export interface Finding extends Measure {
  /** Of an hour, after warming up. */
  drift: Drift;
  isSteady: boolean;
}

const HOUR = 3600;
const WINDOW = 120;

/** How every measure drifts from `warm` seconds on. */
export function findings(samples: Sample[], warm: number): Finding[] {
  const used = samples.filter(({ at }) => at >= warm);
  return MEASURES.map((measure) => {
    const counted = measure.isFloor ? floorOf(used, measure.key) : used;
    const drift = driftOf(
      counted.map(({ at }) => at / HOUR),
      counted.map((sample) => sample[measure.key]),
    );
    return { ...measure, drift, isSteady: isSteady(drift) };
  });
}

/** The sample with the least in each window. */
function floorOf(samples: Sample[], key: keyof Sample): Sample[] {
  const windows = Object.values(Object.groupBy(samples, ({ at }) => Math.floor(at / WINDOW)));
  return windows.map((window) => window!.reduce((least, each) => (each[key] < least[key] ? each : least)));
}

/** As rows of a Markdown table. */
export function tableOf(found: Finding[]): string {
  const figure = (value: number) => (Math.abs(value) < 0.005 ? '0' : value.toFixed(Math.abs(value) < 10 ? 2 : 1));
  const rows = found.map(({ title, unit, isFloor, drift: { level, slope, low, high }, isSteady }) => {
    const words = `${title}${unit && ` (${unit})`}${isFloor ? ', at least' : ''}`;
    const verdict = isSteady ? 'yes' : slope > 0 ? '**grows**' : 'falls';
    return `| ${words} | ${figure(level)} | ${figure(slope)} | ${figure(low)} … ${figure(high)} | ${verdict} |`;
  });
  return ['| what | median | an hour | 99 % interval | zero within noise |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}
