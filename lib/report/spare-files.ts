import { basename, dirname, extname } from 'node:path';
import { appendWhole } from '../append-whole';
import type { FileSystem } from './atomic';
import { isLocked, isMissing } from './failure';

/** Most files that may stand beside a locked one: each of them may be open in Excel, too. */
const MOST = 9;

/** The files beside a log: `.locked-<n>` hold lines while the log is locked, `.old-<n>` are logs of another form. */
export class SpareFiles {
  /** Whether lines may wait; true at first, for those of an earlier run. */
  private mayWait = true;
  /** Files whose lines have come home but which could not be deleted. */
  private readonly emptied = new Set<string>();

  constructor(
    private readonly path: string,
    private readonly files: FileSystem,
  ) {}

  /** Paths of the files that hold lines for the log. */
  async list(): Promise<string[]> {
    if (!this.mayWait) return [];
    const names = await this.namesInFolder();
    const paths = Array.from({ length: MOST }, (_, index) => this.beside('locked', index + 1));
    const waiting = paths.filter((path) => names.has(basename(path)) && !this.emptied.has(path));
    this.mayWait = waiting.length > 0;
    return waiting;
  }

  /** Appends to the first spare file that can be written; its path. Throws the system's error when none can. */
  async append(head: string, text: string): Promise<string> {
    this.mayWait = true;
    const names = await this.namesInFolder();
    for (let n = 1; ; n++) {
      const path = this.beside('locked', n);
      try {
        await appendWhole(path, head, text, this.files);
        this.emptied.delete(path);
        return path;
      } catch (thrown) {
        const held = isLocked(thrown) && names.has(basename(path));
        if (!held || n === MOST) throw thrown;
      }
    }
  }

  /** Deletes files whose lines have come home. */
  async forget(paths: string[]): Promise<void> {
    for (const path of paths) {
      try {
        await this.files.unlink(path);
      } catch (thrown) {
        if (!isMissing(thrown)) this.emptied.add(path);
      }
    }
    this.mayWait = false;
  }

  /** Renames the log itself to the next free `.old-<n>`. */
  async moveAside(): Promise<void> {
    const names = await this.namesInFolder();
    let n = 1;
    while (names.has(basename(this.beside('old', n)))) n++;
    await this.files.rename(this.path, this.beside('old', n));
  }

  private beside(kind: 'locked' | 'old', n: number): string {
    const extension = extname(this.path);
    return `${this.path.slice(0, this.path.length - extension.length)}.${kind}-${n}${extension}`;
  }

  private async namesInFolder(): Promise<Set<string>> {
    try {
      return new Set(await this.files.readdir(dirname(this.path)));
    } catch (thrown) {
      if (isMissing(thrown)) return new Set();
      throw thrown;
    }
  }
}
