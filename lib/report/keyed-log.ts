import * as fs from 'node:fs/promises';
import { appendWhole } from '../append-whole';
import { replaceFile, type FileSystem } from './atomic';
import { isLocked, isMissing, writeFailure } from './failure';
import { SpareFiles } from './spare-files';

/** How records stand in a file: one line each, found again by its key. */
export interface LineFormat {
  /** What the file begins with, line end included. */
  head: string;
  lineEnd: '\n' | '\r\n';
  /** The record's id, or nothing for a line that cannot be read. */
  keyOf(line: string): string | undefined;
}

export interface Logged {
  /** The file the line went to. */
  path: string;
  /** True when that is a file beside the real one, which another program holds. */
  locked: boolean;
}

interface Lines {
  byKey: Map<string, string>;
  /** False when the last line was cut off, as by a power cut. */
  whole: boolean;
}

/**
 * A file of one line per inspection that only grows, but never holds an id twice: a known id replaces its line.
 *
 * While the file is locked (Excel), lines go to `name.locked-<n>.csv` beside it; they come home with the next line
 * after the lock is gone. A file that begins with another head is moved to `name.old-<n>.csv`, never continued.
 * Calls are carried out in order.
 */
export class KeyedLog {
  private last: Promise<unknown> = Promise.resolve();
  private keys?: Set<string>;
  private readonly spares: SpareFiles;

  constructor(
    readonly path: string,
    private readonly format: LineFormat,
    private readonly files: FileSystem = fs,
  ) {
    this.spares = new SpareFiles(path, files);
  }

  /**
   * Writes `line`, which holds no line end, in place of the line with the same key or at the end.
   *
   * @throws InspectionError ERR_REPORT_WRITE
   */
  put(line: string): Promise<Logged> {
    const turn = this.last.then(() => this.write(line));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** The line with this key, wherever it waits. Throws the system's error. */
  find(key: string): Promise<string | undefined> {
    const turn = this.last.then(async () => {
      let found: string | undefined;
      for (const path of [this.path, ...(await this.spares.list())]) {
        found = linesOf(await readText(path, this.files), this.format).byKey.get(key) ?? found;
      }
      return found;
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async write(line: string): Promise<Logged> {
    try {
      await this.bring(line);
      return { path: this.path, locked: false };
    } catch (thrown) {
      if (!isLocked(thrown)) throw writeFailure(this.path, thrown);
      return { path: await this.leaveBeside(line, thrown), locked: true };
    }
  }

  private async leaveBeside(line: string, reason: unknown): Promise<string> {
    try {
      return await this.spares.append(this.format.head, line + this.format.lineEnd);
    } catch {
      throw writeFailure(this.path, reason);
    }
  }

  private async bring(line: string): Promise<void> {
    const key = this.format.keyOf(line) ?? '';
    const waiting = await this.spares.list();
    if (!this.keys || this.keys.has(key) || waiting.length > 0) return this.merge(key, line, waiting);
    await this.append(line);
    this.keys.add(key);
  }

  private append(line: string): Promise<void> {
    return appendWhole(this.path, this.format.head, line + this.format.lineEnd, this.files);
  }

  /** Reads the file and what waits beside it, and brings `line` into it: by appending when that is enough. */
  private async merge(key: string, line: string, waiting: string[]): Promise<void> {
    const { byKey, whole } = await this.readOwn();
    const appendable = whole && waiting.length === 0 && !byKey.has(key);
    for (const path of waiting) {
      const left = linesOf(await readText(path, this.files), this.format);
      for (const [id, each] of left.byKey) byKey.set(id, each);
    }
    byKey.set(key, line);

    const { head, lineEnd } = this.format;
    if (appendable) await this.append(line);
    else await replaceFile(this.path, head + [...byKey.values()].map((each) => each + lineEnd).join(''), this.files);
    this.keys = new Set(byKey.keys());
    await this.spares.forget(waiting);
  }

  private async readOwn(): Promise<Lines> {
    const text = await readText(this.path, this.files);
    if (text === '' || text.startsWith(this.format.head)) return linesOf(text, this.format);
    await this.spares.moveAside();
    return { byKey: new Map(), whole: true };
  }
}

function linesOf(text: string, { head, lineEnd, keyOf }: LineFormat): Lines {
  const lines = text.slice(head.length).split(lineEnd);
  const cutOff = lines.pop();
  const byKey = new Map(lines.filter(Boolean).map((line, index) => [keyOf(line) ?? `line ${index}`, line]));
  const rest = cutOff && keyOf(cutOff);
  if (rest) byKey.set(rest, cutOff);
  return { byKey, whole: !cutOff };
}

async function readText(path: string, files: FileSystem): Promise<string> {
  try {
    return await files.readFile(path, 'utf8');
  } catch (thrown) {
    if (isMissing(thrown)) return '';
    throw thrown;
  }
}
