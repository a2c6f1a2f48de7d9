import type { DoneLog } from './done-log';
import type { Entry, FrameFacts } from './entry';

/** Every frame that is in the queue's folder, by id, and the ids of those that were done. */
export class KnownFrames {
  private readonly here = new Map<string, Entry>();

  constructor(private readonly done: DoneLog) {}

  add(entry: Entry): void {
    this.here.set(entry.id, entry);
  }

  get(id: string): Entry | undefined {
    return this.here.get(id);
  }

  delete({ id }: Entry): void {
    this.here.delete(id);
  }

  /**
   * The frame's id; `id~checksum` when another picture had it, as with a camera that counts from one again; nothing
   * when this very picture is known.
   */
  freshId({ id, print }: FrameFacts): string | undefined {
    const own = `${id}~${print.split('-')[1]}`;
    if (this.printOf(id) === print || this.printOf(own) === print) return undefined;
    return this.printOf(id) === undefined ? id : own;
  }

  /** Whether a frame of this print is here or was done, whatever its id. */
  hasPrint(print: string): boolean {
    for (const entry of this.here.values()) if (entry.print === print) return true;
    return this.done.hasPrint(print);
  }

  private printOf(id: string): string | undefined {
    return this.here.get(id)?.print ?? this.done.printOf(id);
  }
}
