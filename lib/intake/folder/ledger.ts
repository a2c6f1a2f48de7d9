import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from '../../replace-file';
import type { FoundFile } from './listing';

/** What is still to be done with a file that came to its end: nothing, or a move that has not succeeded yet. */
export type Fate = 'leave' | 'move' | 'delete' | 'aside';

export interface Entry extends Pick<FoundFile, 'size' | 'modified'> {
  fate: Fate;
  /** Missing from what earlier versions wrote. */
  inode?: string;
  /** Why it failed, for the file beside it. */
  reason?: Record<string, unknown>;
}

/** An entry, or by the name alone that there is none any more. */
type Line = [name: string, entry?: Entry];

/** Superfluous lines that are put up with before the file is written anew. */
const SPARE_LINES = 1000;

/**
 * Which files of a folder have been worked on, kept on disk: one JSON line a change, synced before it counts.
 * A cut-off last line is left out; the file is written anew when it is opened and has grown far beyond its entries.
 */
export class Ledger {
  private readonly entries = new Map<string, Entry>();
  private file?: FileHandle;
  private isClosed = false;
  private last: Promise<unknown> = Promise.resolve();
  /** False until the folder has been listed for the first time ever. */
  isBegun = false;

  constructor(private readonly path: string) {}

  async open(): Promise<void> {
    const text = await readFile(this.path, 'utf8').catch(() => '');
    const lines = text.split('\n');
    const cutOff = lines.pop() !== '';
    this.isBegun = lines.length > 0;
    for (const line of lines) this.take(parse(line));
    if (cutOff || lines.length > 2 * this.entries.size + SPARE_LINES) {
      await replaceFile(this.path, `\n${[...this.entries].map((line) => lineOf(...line)).join('')}`);
    }
  }

  get(name: string): Entry | undefined {
    return this.entries.get(name);
  }

  all(): [name: string, entry: Entry][] {
    return [...this.entries];
  }

  /** Records entries, or forgets those without one, and resolves when they are on the disk. Throws the system's error. */
  put(changes: [name: string, entry: Entry | undefined][]): Promise<void> {
    for (const [name, entry] of changes) {
      if (entry) this.entries.set(name, entry);
      else this.entries.delete(name);
    }
    this.isBegun = true;
    const text = changes.map(([name, entry]) => (entry ? lineOf(name, entry) : lineOf(name))).join('') || '\n';
    const turn = this.last.then(() => this.append(text));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.last;
    this.isClosed = true;
    await this.file?.close();
    this.file = undefined;
  }

  private async append(text: string): Promise<void> {
    if (this.isClosed) return;
    if (!this.file) {
      await mkdir(dirname(this.path), { recursive: true });
      this.file = await open(this.path, 'a');
    }
    await this.file.appendFile(text);
    await this.file.datasync();
  }

  private take(line: Line | undefined): void {
    if (!line) return;
    const [name, entry] = line;
    if (entry) this.entries.set(name, entry);
    else this.entries.delete(name);
  }
}

const lineOf = (...line: Line) => `${JSON.stringify(line)}\n`;

function parse(line: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) && typeof value[0] === 'string' ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}
