import type { InspectionError } from '../inspection/errors';

type Listener = (what: InspectionError) => void;

const listeners = new Set<Listener>();

/**
 * Says something the user should see although no job failed, such as a device that cannot be used and is replaced by
 * the processor. The process that runs the jobs listens and passes it on to the lane's state.
 */
export function note(what: InspectionError): void {
  for (const listener of listeners) listener(what);
}

/** @returns the way to stop listening */
export function onNote(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
