import type { Judged, Way } from './look';
import { KINDS, type Kind, type Truth } from './truth';

export interface Decided {
  truth: Pick<Truth, 'has_defect' | 'wear' | 'severity'>;
  judged: Judged;
}

export interface Step {
  severity: number;
  /** Mean of the shares of defective parts called NG and of good parts called OK; what goes to review is neither. */
  accuracy: number;
  /** Shares of defective parts called OK, and of good parts called NG. */
  missed: number;
  alarmed: number;
}

/** Balanced accuracy while a wear grows, from none on; the very same parts at every step. */
export function stepsOf(way: Way, kind: Kind, decided: Decided[]): Step[] {
  const own = decided.filter(({ truth }) => truth.wear === kind || truth.wear === null);
  const severities = [...new Set(own.map(({ truth }) => truth.severity))].sort((a, b) => a - b);
  return severities.map((severity) => {
    const at = own.filter(({ truth }) => truth.severity === severity);
    const share = (bad: boolean, decision: string) => {
      const side = at.filter(({ truth }) => truth.has_defect === bad);
      return side.filter(({ judged }) => judged[way].decision === decision).length / side.length;
    };
    const accuracy = (share(true, 'ng') + share(false, 'ok')) / 2;
    return { severity, accuracy, missed: share(true, 'ok'), alarmed: share(false, 'ng') };
  });
}

/** Two points. */
export const FALL = 0.02;

/** The severity at which accuracy has fallen by two points first, between the steps; null when it never does. */
export function fallOf(steps: Step[]): number | null {
  const least = steps[0]!.accuracy - FALL;
  const below = steps.findIndex(({ accuracy }) => accuracy <= least + 1e-9);
  if (below < 1) return null;
  const [before, after] = [steps[below - 1]!, steps[below]!];
  const share = (before.accuracy - least) / (before.accuracy - after.accuracy);
  return before.severity + share * (after.severity - before.severity);
}

export const byKind = <T>(figure: (kind: Kind) => T): Record<Kind, T> =>
  Object.fromEntries(KINDS.map((kind) => [kind, figure(kind)])) as Record<Kind, T>;
