import type { Disposition, Inspection } from '../inspection/record';
import { toRecord } from './json';
import { lighten, PICTURE_BUDGET, type Documented } from './pdf/evidence';

/** Most inspections in one document; a fuller batch has to be written. */
export const MOST_IN_BATCH = 1000;

/** The inspections of a shift until they are written; a repeated id replaces its earlier self. */
export class Batch {
  private entries = new Map<string, Documented>();
  private originals = 0;

  get size(): number {
    return this.entries.size;
  }

  /** Keeps a copy that later nodes cannot change. Originals are kept as long as a document could embed them all. */
  add(inspection: Inspection, picture?: Uint8Array): void {
    const light = lighten({ inspection, picture }, true);
    const copy: Documented = { inspection: { ...toRecord(inspection), evidence: light.inspection.evidence } };
    this.originals += light.picture?.byteLength ?? 0;
    if (this.originals <= PICTURE_BUDGET) copy.picture = light.picture;
    this.entries.set(inspection.id, copy);
  }

  /** Puts in what people decided meanwhile. */
  amend(id: string, dispositions: Disposition[]): void {
    const entry = this.entries.get(id);
    if (entry) entry.inspection = { ...entry.inspection, dispositions };
  }

  /** Takes all out, in the order of their coming. */
  take(): Documented[] {
    const taken = [...this.entries.values()];
    this.entries = new Map();
    this.originals = 0;
    return taken;
  }

  /** Puts back what could not be written; the newest {@link MOST_IN_BATCH} stay. */
  putBack(taken: Documented[]): void {
    const all = [...taken.map((each): [string, Documented] => [each.inspection.id, each]), ...this.entries];
    this.entries = new Map(all.slice(-MOST_IN_BATCH));
  }
}
