type Listener = (id: string) => void;

const listeners = new Set<Listener>();

/** Says that the inspection of this id has its report on disk; every queue that holds its frame may let it go. */
export function announceFinished(id: string): void {
  for (const listener of listeners) listener(id);
}

/** Listens to what is finished anywhere in this process; the way to stop. */
export function onFinished(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
