import { byKind, fallOf, type Step } from './accuracy';
import { WAYS, type Way } from './look';
import type { Kind } from './truth';
import type { Watched } from './watching';

export interface LineFigures {
  line: number;
  seed: number;
  material: string;
  accuracy: Record<Way, Record<Kind, Step[]>>;
  watched: Record<Way, Watched>;
  /** The same for limits at three standard deviations. */
  shewhart: Record<Way, Watched>;
  /** Pictures of a ramp, and pictures judged for the accuracy. */
  ramp: number;
  judged: number;
}

const WATCHES = ['watched', 'shewhart'] as const;

/** How often a warning came before accuracy had fallen by two points, over all lines; and what says nothing, or always. */
export function summaryOf(lines: LineFigures[]) {
  return Object.fromEntries(
    WAYS.map((way) => [
      way,
      {
        ...Object.fromEntries(WATCHES.map((watch) => [watch, onOne(lines, way, watch)])),
        never: {
          warnings_in_steady: 0,
          in_time: byKind((kind) => ratio(lines, (line) => fallIn(line, way, kind) === null)),
        },
        always: { warnings_in_steady: lines.reduce((sum, line) => sum + line.watched[way].steady.looks, 0) },
        accuracy: byKind((kind) => {
          const steps = pooled(lines, way, kind);
          return { at_first: steps[0]!.accuracy, at_last: steps.at(-1)!.accuracy, falls_by_two_at: fallOf(steps) };
        }),
      },
    ]),
  );
}

function onOne(lines: LineFigures[], way: Way, watch: (typeof WATCHES)[number]) {
  const steady = lines.map((line) => line[watch][way].steady);
  const what = steady.flatMap((one) => one.what);
  return {
    steady_looks: steady.reduce((sum, { looks }) => sum + looks, 0),
    warnings_in_steady: what.length,
    ...(what.length && what.length < 40 && { what }),
    warned: byKind((kind) => ratio(lines, (line) => line[watch][way].ramp[kind].after !== null)),
    in_time: byKind((kind) => ratio(lines, (line) => isInTime(line, way, kind, watch))),
    severity_at_warning: byKind((kind) => lines.map((line) => severityOf(line, line[watch][way].ramp[kind].after))),
    severity_at_fall: byKind((kind) => lines.map((line) => fallIn(line, way, kind))),
    looks_after_jump: byKind((kind) => lines.map((line) => line[watch][way].jump[kind].after)),
  };
}

const severityOf = (line: LineFigures, after: number | null) => (after === null ? null : after / line.ramp);
const fallIn = (line: LineFigures, way: Way, kind: Kind) => fallOf(line.accuracy[way][kind]);

/** A warning that comes, and no later than two points are lost. */
export function isInTime(line: LineFigures, way: Way, kind: Kind, watch: (typeof WATCHES)[number]): boolean {
  const at = severityOf(line, line[watch][way].ramp[kind].after);
  const fall = fallIn(line, way, kind);
  return at !== null && (fall === null || at < fall);
}

/** Mean accuracy of all lines at every severity. */
export function pooled(lines: LineFigures[], way: Way, kind: Kind): Step[] {
  const mean = (index: number, name: keyof Step) =>
    lines.reduce((sum, line) => sum + line.accuracy[way][kind][index]![name], 0) / lines.length;
  return lines[0]!.accuracy[way][kind].map(({ severity }, index) => ({
    severity,
    accuracy: mean(index, 'accuracy'),
    missed: mean(index, 'missed'),
    alarmed: mean(index, 'alarmed'),
  }));
}

const ratio = (lines: LineFigures[], holds: (line: LineFigures) => boolean) =>
  `${lines.filter(holds).length} of ${lines.length}`;
