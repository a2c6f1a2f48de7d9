import { join, relative } from 'node:path';
import { timestamp } from '../inspection/clock';
import type { Disposition, Inspection } from '../inspection/record';
import { amendJson, amendJsonLine, amendRow } from './amend';
import { writeReport, type FileSystem } from './atomic';
import { csvFormat, toCsvRow, type HeaderLanguage } from './csv';
import type { DocumentSettings } from './document';
import { writeEvidence } from './evidence-files';
import { JSON_LINES, toJson, toJsonLine, toRecord } from './json';
import { KeyedLog } from './keyed-log';
import { fillPattern, pathInside, slotsOf } from './names';
import type { Documented } from './pdf/evidence';
import { press } from './pdf/press';
import { ReportNames } from './report-names';

export type ReportFormat = 'json' | 'jsonl' | 'csv' | 'pdf' | 'html';

export interface WriterSettings {
  /** Absolute; made when it is missing. */
  folder: string;
  /** Of a report's files, see {@link fillPattern}. */
  pattern: string;
  /** Of the growing files jsonl and csv, such as `reports-{date}`. */
  logPattern: string;
  formats: ReportFormat[];
  document: DocumentSettings;
  /** Language of the CSV's header. */
  header: HeaderLanguage;
  /** Also write overlay, thumbnail and, when it is JPEG or PNG, the original. */
  evidence: boolean;
}

export interface Written {
  record: Inspection;
  files: string[];
  /** Files beside a log that another program holds, where the row went instead. */
  locked: string[];
}

/** Formats of which each inspection has a file of its own, and which a batch has once. */
const DOCUMENTS: ReportFormat[] = ['json', 'pdf', 'html'];
/** How many growing files are kept at hand: at midnight, yesterday's still gets rows. */
const MOST_LOGS = 4;

/** Writes the reports of one folder. All writing is done when a promise resolves. */
export class ReportWriter {
  private readonly names: ReportNames;
  private readonly logs = new Map<string, KeyedLog>();

  constructor(
    private readonly settings: WriterSettings,
    private readonly files?: FileSystem,
  ) {
    const extensions = DOCUMENTS.filter((format) => settings.formats.includes(format));
    this.names = new ReportNames(settings.folder, settings.pattern, extensions);
  }

  /**
   * Writes one inspection in the chosen formats; an id that was written before replaces its files and rows.
   *
   * @param picture the encoded original
   * @param options `name`: in place of the pattern; `documents: false`: leave PDF and HTML to {@link writeBatch}
   * @throws InspectionError ERR_REPORT_PATH, ERR_REPORT_WRITE
   */
  async write(
    inspection: Inspection,
    picture?: Uint8Array,
    { name, documents = true }: { name?: string; documents?: boolean } = {},
  ): Promise<Written> {
    const { evidence } = this.settings;
    const path = await this.names.take(inspection, name);
    const pictures = evidence ? await writeEvidence(path, inspection, picture, this.files) : { names: {}, paths: [] };
    const record = toRecord(inspection, pictures.names);
    const files = [...pictures.paths];

    if (this.has('json')) files.push(await this.save(`${path}.json`, toJson(record)));
    if (documents) files.push(...(await this.print(path, [{ inspection, picture }], false)));
    const locked = await this.writeRows(record, files);
    return { record, files, locked };
  }

  /**
   * Writes the documents (PDF, HTML) of a batch: a summary and a page for each part that is not OK.
   *
   * @param name relative, without extension; slots are those of the first inspection
   * @throws InspectionError ERR_REPORT_PATH, ERR_REPORT_WRITE
   */
  async writeBatch(documented: Documented[], name: string): Promise<string[]> {
    const [first] = documented;
    if (!first) return [];
    const path = pathInside(this.settings.folder, fillPattern(name, slotsOf(first.inspection)));
    return this.print(path, documented, true);
  }

  /**
   * Puts decisions of people into what was written of a report: its JSON, its line and its row. Documents that were
   * issued (PDF, HTML) stay as they are.
   *
   * @param files absolute, as they were written
   * @returns the files that were changed
   * @throws InspectionError ERR_REPORT_WRITE
   */
  async amend(id: string, files: string[], dispositions: Disposition[]): Promise<string[]> {
    const changed: string[] = [];
    for (const path of files) {
      const own = path.replace(/\.locked-\d(?=\.\w+$)/, '');
      const name = relative(this.settings.folder, own);
      const isChanged = path.endsWith('.jsonl')
        ? await amendJsonLine(this.log(name, JSON_LINES), id, dispositions)
        : path.endsWith('.csv')
          ? await amendRow(this.log(name, csvFormat(this.settings.header)), id, dispositions)
          : path.endsWith('.json') && (await amendJson(path, id, dispositions));
      if (isChanged) changed.push(own);
    }
    return changed;
  }

  private has(format: ReportFormat): boolean {
    return this.settings.formats.includes(format);
  }

  private async writeRows(record: Inspection, files: string[]): Promise<string[]> {
    const locked: string[] = [];
    const rows = [
      { format: 'jsonl' as const, line: () => toJsonLine(record), form: JSON_LINES },
      { format: 'csv' as const, line: () => toCsvRow(record), form: csvFormat(this.settings.header) },
    ];
    for (const { format, line, form } of rows) {
      if (!this.has(format)) continue;
      const name = fillPattern(this.settings.logPattern, slotsOf(record));
      const logged = await this.log(`${join(name)}.${format}`, form).put(line());
      files.push(logged.path);
      if (logged.locked) locked.push(logged.path);
    }
    return locked;
  }

  private log(name: string, form: ConstructorParameters<typeof KeyedLog>[1]): KeyedLog {
    const path = pathInside(this.settings.folder, name);
    const log = this.logs.get(path) ?? new KeyedLog(path, form, this.files);
    this.logs.delete(path);
    this.logs.set(path, log);
    if (this.logs.size > MOST_LOGS) this.logs.delete(this.logs.keys().next().value!);
    return log;
  }

  private async save(path: string, data: Uint8Array | string): Promise<string> {
    await writeReport(path, data, this.files);
    return path;
  }

  private async print(path: string, documented: Documented[], summary: boolean): Promise<string[]> {
    const files: string[] = [];
    for (const format of ['html', 'pdf'] as const) {
      if (!this.has(format)) continue;
      const request = { documented, settings: this.settings.document, summary, issuedAt: timestamp(), format };
      files.push(await this.save(`${path}.${format}`, await press.print(request)));
    }
    return files;
  }
}
