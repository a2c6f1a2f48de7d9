import { lstat, readdir, readFile, unlink } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { appendWhole } from '../append-whole';
import { RecentIds } from '../recent/ids';
import { Turns } from '../queue/turns';

/** A file as it was when its report was written. */
export interface LedgerFile {
  /** Relative to the folder of reports, with `/`. */
  name: string;
  bytes: number;
  /** Milliseconds since 1970. */
  mtime: number;
}

export interface LedgerLine {
  /** Of the inspection; empty for the document of a batch. */
  id: string;
  /** Milliseconds since 1970, as the machine believed. */
  at: number;
  files: LedgerFile[];
  /** Another line told of this id before. */
  again?: boolean;
}

const LINES_A_PAGE = 1000;
const PAGE = /^\d{6}\.jsonl$/;

/**
 * What a report node has written, in the order it did: pages of one JSON line a report, only ever added to, and thrown
 * away from the oldest on. Nothing is known of files that do not stand here.
 */
export class Ledger {
  private readonly turns = new Turns();
  private readonly recent = new RecentIds();
  private page?: { name: string; lines: number };

  /** @param root the folder of reports; @param folder where the pages lie */
  constructor(
    readonly root: string,
    private readonly folder: string,
  ) {}

  /**
   * Notes that these files (absolute paths) were written for an inspection; `again`: not for the first time. Throws the
   * system's error.
   */
  add(id: string, paths: string[], at: number, again = false): Promise<void> {
    return this.turns.take(async () => {
      const files = (await Promise.all(paths.map((path) => this.look(path)))).flat();
      const line: LedgerLine = { id, at, files, ...(id && (this.recent.add(id) || again) && { again: true }) };
      const page = await this.openPage();
      // A line that a crash cut off must not swallow this one.
      await appendWhole(join(this.folder, page.name), '', `${page.lines === 0 ? '' : '\n'}${JSON.stringify(line)}`);
      page.lines++;
    });
  }

  /** What was written for this id last. */
  async find(id: string): Promise<LedgerLine | undefined> {
    for (const page of (await this.pages()).reverse()) {
      const found = (await this.read(page, JSON.stringify(id))).findLast((line) => line.id === id);
      if (found) return found;
    }
    return undefined;
  }

  /** Names of pages, oldest first. */
  async pages(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.filter((name) => PAGE.test(name)).sort();
  }

  /** The lines of a page that hold this text; what cannot be read is left out. */
  async read(page: string, holding = ''): Promise<LedgerLine[]> {
    const text = await readFile(join(this.folder, page), 'utf8').catch(() => '');
    return text.split('\n').flatMap((line) => (line.includes(holding) ? (parse(line) ?? []) : []));
  }

  /** Throws a page away that no line goes to any more. */
  async drop(page: string): Promise<void> {
    if (page !== this.page?.name) await unlink(join(this.folder, page));
  }

  private async look(path: string): Promise<LedgerFile[]> {
    const found = await lstat(path).catch(() => undefined);
    if (!found) return [];
    const name = relative(this.root, path).split(sep).join('/');
    return [{ name, bytes: found.size, mtime: found.mtimeMs }];
  }

  private async openPage(): Promise<{ name: string; lines: number }> {
    if (this.page && this.page.lines < LINES_A_PAGE) return this.page;
    const last = this.page?.name ?? (await this.pages()).at(-1);
    const lines =
      last && !this.page ? (await readFile(join(this.folder, last), 'utf8')).split('\n').length : LINES_A_PAGE;
    if (last && lines < LINES_A_PAGE) this.page = { name: last, lines };
    else this.page = { name: `${String(Number(last?.slice(0, 6) ?? 0) + 1).padStart(6, '0')}.jsonl`, lines: 0 };
    return this.page;
  }
}

function parse(line: string): LedgerLine | undefined {
  try {
    const parsed = JSON.parse(line) as LedgerLine;
    return typeof parsed.at === 'number' && Array.isArray(parsed.files) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
