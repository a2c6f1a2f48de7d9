import type { Disposition, Inspection } from '../inspection/record';
import { Batch, MOST_IN_BATCH } from './batch';
import { summarise, type Summary } from './summary';
import type { ReportWriter } from './writer';

export interface ShiftReport extends Summary {
  ids: string[];
  files: string[];
}

/** Gathers inspections and writes them as one document. */
export class Shift {
  private readonly batch = new Batch();

  /**
   * @param name of the document, a pattern with the slots of the first inspection
   * @param limit inspections in one document; 0: as many as fit
   */
  constructor(
    private readonly writer: ReportWriter,
    private readonly name: string,
    private readonly limit: number,
  ) {}

  get size(): number {
    return this.batch.size;
  }

  get isFull(): boolean {
    return this.size >= Math.min(this.limit > 0 ? this.limit : MOST_IN_BATCH, MOST_IN_BATCH);
  }

  add(inspection: Inspection, picture?: Uint8Array): void {
    this.batch.add(inspection, picture);
  }

  /** Puts in what people decided meanwhile. */
  amend(id: string, dispositions: Disposition[]): void {
    this.batch.amend(id, dispositions);
  }

  /**
   * Writes what was gathered; nothing when nothing was. Inspections that come meanwhile belong to the next document.
   *
   * @throws InspectionError ERR_REPORT_PATH, ERR_REPORT_WRITE; the inspections are kept for the next attempt
   */
  async finish(): Promise<ShiftReport | undefined> {
    const taken = this.batch.take();
    if (taken.length === 0) return undefined;
    try {
      const files = await this.writer.writeBatch(taken, this.name);
      const inspections = taken.map(({ inspection }) => inspection);
      return { ...summarise(inspections), ids: inspections.map(({ id }) => id), files };
    } catch (thrown) {
      this.batch.putBack(taken);
      throw thrown;
    }
  }
}
