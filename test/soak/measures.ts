import { driftOf, isSteady, type Drift } from './drift';
import { LANES, type Sample } from './sample';

export interface Measure {
  key: keyof Sample;
  title: string;
  unit: 'MiB' | '';
}

/** What must not grow. */
export const MEASURES: Measure[] = [
  { key: 'rss', title: 'Node-RED, resident memory', unit: 'MiB' },
  { key: 'heapUsed', title: 'Node-RED, heap in use', unit: 'MiB' },
  { key: 'external', title: 'Node-RED, memory beside the heap', unit: 'MiB' },
  ...LANES.map((lane): Measure => ({ key: `${lane}.rss`, title: `Engine ${lane}, resident memory`, unit: 'MiB' })),
  { key: 'fds', title: 'Node-RED, open file descriptors', unit: '' },
  ...LANES.map((lane): Measure => ({ key: `${lane}.fds`, title: `Engine ${lane}, open file descriptors`, unit: '' })),
  { key: 'handles', title: 'Node-RED, active handles', unit: '' },
  { key: 'listeners', title: 'Node-RED, event listeners', unit: '' },
  { key: 'files', title: 'Files below the user directory', unit: '' },
  { key: 'bytes', title: 'Bytes below the user directory, without logs of ids', unit: 'MiB' },
];

export interface Finding extends Measure {
  /** Of an hour, after warming up. */
  drift: Drift;
  isSteady: boolean;
}

const HOUR = 3600;

/** How every measure drifts from `warm` seconds on. */
export function findings(samples: Sample[], warm: number): Finding[] {
  const used = samples.filter(({ at }) => at >= warm);
  const hours = used.map(({ at }) => at / HOUR);
  return MEASURES.map((measure) => {
    const drift = driftOf(hours, used.map((sample) => sample[measure.key])); // prettier-ignore
    return { ...measure, drift, isSteady: isSteady(drift) };
  });
}

/** As rows of a Markdown table. */
export function tableOf(found: Finding[]): string {
  const figure = (value: number) => (Math.abs(value) < 0.005 ? '0' : value.toFixed(Math.abs(value) < 10 ? 2 : 1));
  const rows = found.map(({ title, unit, drift: { level, slope, low, high }, isSteady }) => {
    const words = `${title}${unit && ` (${unit})`}`;
    const verdict = isSteady ? 'yes' : slope > 0 ? '**grows**' : 'falls';
    return `| ${words} | ${figure(level)} | ${figure(slope)} | ${figure(low)} … ${figure(high)} | ${verdict} |`;
  });
  return ['| what | median | an hour | 99 % interval | zero within noise |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}
