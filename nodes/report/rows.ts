import type { Node, NodeAPI } from 'node-red';
import { decideOf, forgetOf, putOf, type Change } from '../../lib/database/change';
import { InspectionError } from '../../lib/inspection/errors';
import type { Disposition, Inspection } from '../../lib/inspection/record';
import { countError } from '../../lib/metrics/line';
import { announcePutOff } from '../../lib/queue/finished';
import { databaseOf, type Database } from '../shared/database';
import { languageIn } from '../shared/language';
import { Told } from '../shared/told';
import type { ReportConfig } from './settings';

/** Documents first: what a person opens. */
const ENDINGS = ['pdf', 'html', 'json', 'jsonl', 'csv'];

/** The rows of a report node in a database. What goes wrong with it is said, and never stops a report. */
export class Rows {
  private readonly database?: Database;
  private readonly told: Told;
  /** The last row found no room on disk. */
  private isShort = false;

  /** @param changed called when the database went away or came back */
  constructor(
    private readonly RED: NodeAPI,
    node: Node,
    { rows, database }: Pick<ReportConfig, 'rows' | 'database'>,
    changed: () => void,
  ) {
    this.told = new Told(RED, node);
    if (rows === false) return;
    try {
      this.database = databaseOf(RED, node, database);
    } catch (thrown) {
      // Nobody asked for it by name: files are what an older Node.js can do.
      const { message, advice } = InspectionError.from(thrown).in(languageIn(RED));
      node.log(`${message} → ${advice}`);
    }
    let wasAway = false;
    const stop = this.database?.recorder.listen({
      away: (problem) => {
        this.told.warn(problem);
        wasAway = true;
        changed();
      },
      back: () => {
        this.told.forget();
        if (wasAway) changed();
        wasAway = false;
      },
      refused: (id, problem) => {
        const { code, message, advice } = problem.in(languageIn(RED));
        countError(code);
        // Without a message: the report is written, and a Catch node would have it made again.
        node.error(`${code} [${id}]: ${message} → ${advice}`);
      },
    });
    if (stop) node.on('close', stop);
  }

  /** Whether rows wait for a database that is away. */
  get isAway(): boolean {
    return this.database?.recorder.problem !== undefined;
  }

  /** The record as it was written, with the absolute paths of its files. */
  async write(record: Inspection, files: string[]): Promise<void> {
    const report = ENDINGS.map((ending) => files.find((file) => file.endsWith(`.${ending}`))).find(Boolean);
    const problem = await this.put(({ gateway }) => putOf(record, { gateway, report, writtenAt: Date.now() }));
    // The report is written; its frame comes again until the row has room, too.
    if (problem?.parameters.cause === 'ERR_INBOX_DISK') announcePutOff(record.id);
  }

  async decide(id: string, dispositions: Disposition[]): Promise<void> {
    await this.put(() => decideOf(id, dispositions));
  }

  /** A report's files are gone; in a database that others use, too, its row stays. */
  async forget(id: string): Promise<void> {
    if (this.database?.isOwn) await this.put(({ gateway }) => forgetOf(id, gateway));
  }

  private async put(changeOf: (database: Database) => Change): Promise<InspectionError | undefined> {
    if (!this.database) return undefined;
    try {
      await this.database.recorder.put(changeOf(this.database));
      this.isShort = false;
      return undefined;
    } catch (thrown) {
      const problem = InspectionError.from(thrown);
      countError(problem.code);
      if (!this.isShort) this.told.warn(problem);
      this.isShort = true;
      return problem;
    }
  }
}
