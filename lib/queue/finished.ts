/** What becomes of a frame anywhere in this process, for every queue that holds it. */
export interface Fate {
  /** Its report is on disk: it may be let go. */
  finished(id: string): void;
  /** It met what is no fault of its own: whatever else becomes of this try, it comes again, and the try does not count. */
  putOff(id: string): void;
  /** Results on their way may be lost: all that is in flight now comes again, as if it had been put off. */
  interrupted(): void;
}

const listeners = new Set<Fate>();
/** Outboxes that still have to take the result of a frame whose report is on disk. */
const awaited = new Map<string, number>();

/** Says that every queue may let go of the frame of this id. */
export const announceFinished = (id: string): void => announce('finished', id);

/**
 * Says that the inspection of this id has its report on disk. Where its result goes on to outboxes, the frame is
 * finished when all of them have it: a crash in between must not lose the result.
 */
export function announceReported(id: string, outboxes: number): void {
  if (outboxes > 0) awaited.set(id, outboxes);
  else announceFinished(id);
}

/** Says that an outbox has the result of this id on disk. */
export function announceKept(id: string): void {
  const left = (awaited.get(id) ?? 0) - 1;
  if (left > 0) awaited.set(id, left);
  else if (awaited.delete(id)) announceFinished(id);
}

/** Says that a frame met a full disk or a full queue: it comes again later. */
export function announcePutOff(id: string): void {
  awaited.delete(id);
  announce('putOff', id);
}

/** Says that an outbox is not there for a moment, as in a deploy. */
export function announceInterrupted(): void {
  for (const listener of listeners) listener.interrupted();
}

function announce(fate: 'finished' | 'putOff', id: string): void {
  for (const listener of listeners) listener[fate](id);
}

/** Listens to what becomes of frames; the way to stop. */
export function onFate(listener: Fate): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
