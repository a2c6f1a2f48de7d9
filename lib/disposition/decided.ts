import type { Disposition } from '../inspection/record';

type Listener = (id: string, disposition: Disposition) => void;

const listeners = new Set<Listener>();

/** Says what a person decided about an inspection last, when that is on disk. */
export function announceDecided(id: string, disposition: Disposition): void {
  for (const listener of listeners) listener(id, disposition);
}

/** Listens to what people decide anywhere in this process; the way to stop. */
export function onDecided(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
