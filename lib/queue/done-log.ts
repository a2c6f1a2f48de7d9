import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { REMEMBERED } from '../recent/ids';
import { RecentPrints } from '../recent/prints';

/**
 * Which frames are done, one `["id","print"]` a line, on disk before the frame's file goes: a frame that stands here
 * never comes again, and a sender's late redelivery is recognised. What is done while a write is under way is written
 * together.
 */
export class DoneLog {
  private readonly prints: RecentPrints;
  private unwritten = '';
  private writing?: Promise<void>;
  private lines = 0;

  constructor(
    private readonly folder: string,
    /** As many ids are kept at least, to know their pictures again; twice as many at most. */
    private readonly kept = REMEMBERED,
  ) {
    this.prints = new RecentPrints(2 * kept);
  }

  /** A line without its end was being written when the power went: its frame is still there. */
  async open(): Promise<void> {
    for (const name of ['done.old.log', 'done.log']) {
      const text = await fs.readFile(this.path(name), 'utf8').catch(() => '');
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      if (whole.length < text.length) await fs.truncate(this.path(name), Buffer.byteLength(whole));
      this.lines = 0;
      for (const line of whole.split('\n').filter(Boolean)) this.remember(line);
    }
  }

  /** Whether the frame of this id is done, and its picture had this print where one is given. */
  has(id: string, print?: string): boolean {
    return this.prints.has(id, print);
  }

  hasPrint(print: string): boolean {
    return this.prints.hasPrint(print);
  }

  /** Resolves when the line is on disk. */
  add(id: string, print: string): Promise<void> {
    this.prints.add(id, print);
    this.unwritten += `${JSON.stringify([id, print])}\n`;
    this.lines++;
    const before = this.writing ?? Promise.resolve();
    return (this.writing = before.catch(() => undefined).then(() => this.write()));
  }

  /** When all is written that was added so far. */
  async close(): Promise<void> {
    await this.writing?.catch(() => undefined);
  }

  private async write(): Promise<void> {
    if (this.unwritten === '') return;
    const text = this.unwritten;
    this.unwritten = '';
    try {
      if (this.lines > this.kept) {
        await fs.rename(this.path('done.log'), this.path('done.old.log')).catch(() => undefined);
        this.lines = 0;
      }
      const file = await fs.open(this.path('done.log'), 'a');
      try {
        await appendOrTakeBack(file, text);
      } finally {
        await file.close();
      }
    } catch (thrown) {
      this.unwritten = text + this.unwritten;
      throw thrown;
    }
  }

  private remember(line: string): void {
    this.lines++;
    try {
      const [id, print] = JSON.parse(line) as [string, string];
      this.prints.add(id, print);
    } catch {
      // A line damaged by the disk: at worst its frame is done twice, under the same id.
    }
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}

/** Half a line, as on a disk that fills up, would make the next one unreadable. */
async function appendOrTakeBack(file: fs.FileHandle, text: string): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.writeFile(text);
    await file.datasync();
  } catch (thrown) {
    await file.truncate(size).catch(() => undefined);
    throw thrown;
  }
}
