import { join } from 'node:path';
import { announceDecided } from '../../lib/disposition/decided';
import { Dispositions, type Decision } from '../../lib/disposition/dispositions';
import { isGood } from '../../lib/disposition/kinds';
import { InspectionError } from '../../lib/inspection/errors';
import type { Disposition } from '../../lib/inspection/record';
import { writeFailure } from '../../lib/report/failure';
import { Ledger } from '../../lib/report/ledger';
import type { Shift } from '../../lib/report/shift';
import type { ReportWriter } from '../../lib/report/writer';
import type { DecidedPicture } from '../shared/decided-pictures';

export interface Decided {
  id: string;
  before: Disposition[];
  /** The history; the last one counts. */
  after: Disposition[];
  /** Files that were changed. */
  files: string[];
}

/** What one report node has written, and what people decided about it; kept in `.gyeol` in the folder of reports. */
export class ReportBook {
  readonly ledger: Ledger;
  private readonly dispositions: Dispositions;

  constructor(
    private readonly folder: string,
    nodeId: string,
    private readonly writer: ReportWriter,
    private readonly shift: Shift,
  ) {
    const own = join(folder, '.gyeol', nodeId.replace(/[^\w-]/g, '_'));
    this.ledger = new Ledger(folder, own);
    this.dispositions = new Dispositions(join(own, 'dispositions.jsonl'));
  }

  /**
   * Notes files that were written for an inspection; for a batch, without id.
   *
   * @throws InspectionError ERR_REPORT_WRITE
   */
  async note(id: string, files: string[], again = false): Promise<void> {
    try {
      await this.ledger.add(id, files, Date.now(), again);
    } catch (thrown) {
      throw writeFailure(join(this.folder, '.gyeol'), thrown);
    }
  }

  /** Decisions on a frame, when there are any. */
  async decisionsOn(id: string): Promise<Disposition[] | undefined> {
    const decided = await this.dispositions.of(id);
    return decided.length > 0 ? decided : undefined;
  }

  /** The last frames whose part a person called good or defective, and whose picture is still there; newest first. */
  async decidedPictures(most: number): Promise<DecidedPicture[]> {
    const found: DecidedPicture[] = [];
    for (const { id, decided } of await this.dispositions.latest()) {
      const good = isGood(decided.decision);
      if (good === undefined) continue;
      const files = (await this.ledger.find(id))?.files ?? [];
      const picture = files.find(({ name }) => /\.picture\.(jpg|png)$/.test(name));
      if (picture) found.push({ id, good, path: join(this.folder, picture.name) });
      if (found.length >= most) break;
    }
    return found;
  }

  async knows(id: string): Promise<boolean> {
    return (await this.ledger.find(id)) !== undefined;
  }

  /**
   * Keeps a decision and puts it into the report. To be called when no report is being written.
   *
   * @throws InspectionError ERR_DISPOSITION_FRAME and what {@link Dispositions.put} and {@link ReportWriter.amend} throw
   */
  async decide(asked: Decision): Promise<Decided> {
    const line = await this.ledger.find(asked.id);
    if (!line) throw new InspectionError('ERR_DISPOSITION_FRAME', { id: asked.id });
    const { before, after } = await this.dispositions.put(asked);
    announceDecided(asked.id, after.at(-1)!);
    const paths = line.files.map(({ name }) => join(this.folder, name));
    // Also when nothing is new: a crash may have come between the decision and the report.
    const files = await this.writer.amend(asked.id, paths, after);
    await this.note(asked.id, paths, true);
    this.shift.amend(asked.id, after);
    return { id: asked.id, before, after, files };
  }
}
