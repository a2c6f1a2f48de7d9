import type { Drift } from '../drift/watch';
import { TOLD } from '../drift/watched';
import type { Family } from './exposition';

const now = new Map<string, Drift[]>();

/** What the watch of a node says now. */
export function setDrift(node: string, drifts: Drift[]): void {
  now.set(node, drifts);
}

/** 1 while a value has drifted, 0 while it is normal. */
export function driftFamily(): Family {
  const samples = [...now].flatMap(([node, drifts]) =>
    TOLD.map((what) => ({ labels: { node, what }, value: Number(drifts.some((drift) => drift.what === what)) })),
  );
  return {
    name: 'gyeol_drift',
    help: 'Whether light, contrast, focus, scores or a place of the lens have left what is normal.',
    type: 'gauge',
    samples,
  };
}
