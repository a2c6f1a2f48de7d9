import { readFile } from 'node:fs/promises';
import { replaceFile } from '../replace-file';
import { DriftWatch, type WatchState } from './watch';

/** A watch whose knowledge lies in a file, so that a line that drifted while Node-RED was down is told, not learnt. */
export async function openWatch(path: string, learnFrom: number): Promise<DriftWatch> {
  const state = await readFile(path, 'utf8')
    .then((text) => JSON.parse(text) as WatchState)
    .catch(() => undefined);
  return new DriftWatch(learnFrom, isState(state) ? state : undefined);
}

export async function keepWatch(path: string, watch: DriftWatch): Promise<void> {
  await replaceFile(path, JSON.stringify(watch.state));
}

/** What was learnt before the watch looked at details meant something else by focus: it is learnt anew. */
function isState(state: WatchState | undefined): state is WatchState {
  const isOld = state?.baseline ? !state.baseline.detail : state?.learnt?.some(({ detail }) => !detail);
  return !isOld && Array.isArray(state?.learnt) && typeof state.sums === 'object' && state.sums !== null;
}
