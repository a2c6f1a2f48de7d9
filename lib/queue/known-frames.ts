import type { DoneLog } from './done-log';
import { Entries } from './entries';
import type { Entry, FrameFacts } from './entry';
import { PackedRows, type Glance } from './packed-rows';

/**
 * Every frame that is in the queue's folder, by id, and the ids of those that were done. A frame that waits for its
 * first turn is packed; the few that somebody deals with are objects.
 */
export class KnownFrames {
  private readonly open = new Entries();
  private readonly packed = new PackedRows();

  constructor(private readonly done: DoneLog) {}

  add(entry: Entry): void {
    this.open.add(entry);
  }

  /** Whoever holds the entry lets go of it; it comes again from {@link unpack}. */
  pack(entry: Entry): number {
    this.open.delete(entry.id);
    return this.packed.put(entry);
  }

  unpack(row: number): Entry {
    const entry = this.packed.take(row);
    this.open.add(entry);
    return entry;
  }

  glance(row: number): Glance {
    return this.packed.glance(row);
  }

  lineOf(row: number): string {
    return this.packed.lineOf(row);
  }

  /** The frame of this id, or where it is packed. */
  get(id: string): Entry | number | undefined {
    return this.open.get(id) ?? this.packed.find(id);
  }

  delete({ id }: Entry): void {
    this.open.delete(id);
  }

  /**
   * The frame's id; `id~checksum` when another picture had it, as with a camera that counts from one again; nothing
   * when this very picture is known.
   */
  freshId({ id, print }: FrameFacts): string | undefined {
    const own = `${id}~${print.split('-')[1]}`;
    if (this.has(id, print) || this.has(own, print)) return undefined;
    return this.has(id) ? own : id;
  }

  /** Whether a frame of this print is here or was done, whatever its id. */
  hasPrint(print: string): boolean {
    for (const entry of this.open) if (entry.print === print) return true;
    return this.packed.hasPrint(print) || this.done.hasPrint(print);
  }

  private has(id: string, print?: string): boolean {
    const frame = this.get(id);
    if (frame === undefined) return this.done.has(id, print);
    return print === undefined || print === (typeof frame === 'number' ? this.packed.printOf(frame) : frame.print);
  }
}
