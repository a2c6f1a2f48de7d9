import * as fs from 'node:fs';
import { join } from 'node:path';
import { decode, encode, lengthAt, nextStart, type Entry, type Placed } from './entry';

/** Bytes after which a new file is begun, so that retention can let whole files go. */
const LARGEST_FILE = 128 * 2 ** 20;
const CHUNK = 8 * 2 ** 20;
const FILE = /^(\d{6})\.cases$/;

/** A place in the log: the file's number and the offset in it. */
export interface Place {
  file: number;
  offset: number;
}

/**
 * Every case, disposition and removal in the order it came, in files that are only added to. What {@link commit}
 * returned from is on disk. Nothing else is the truth: the index is made of it.
 *
 * All calls block their thread.
 */
export class Log {
  private readonly handles = new Map<number, number>();
  private numbers: number[];
  private length = 0;
  /** Entries that were found damaged, not counting what a crash tore off the end. */
  damaged = 0;

  constructor(private readonly folder: string) {
    fs.mkdirSync(folder, { recursive: true });
    this.numbers = fs
      .readdirSync(folder)
      .flatMap((name) => FILE.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
    if (this.numbers.length === 0) this.begin(1);
    else this.length = fs.fstatSync(this.handle(this.current)).size;
  }

  get files(): readonly number[] {
    return this.numbers;
  }

  get current(): number {
    return this.numbers.at(-1)!;
  }

  get end(): Place {
    return { file: this.current, offset: this.length };
  }

  get bytes(): number {
    return this.numbers.reduce((sum, number) => sum + fs.fstatSync(this.handle(number)).size, 0);
  }

  /** Writes entries and waits for the disk; all of them are kept or, after an error, none. @returns their places */
  commit(entries: Entry[]): Place[] {
    if (this.length >= LARGEST_FILE) this.begin(this.current + 1);
    const [file, handle, before] = [this.current, this.handle(this.current), this.length];
    const encoded = entries.map(encode);
    let offset = before;
    const places = encoded.map(({ length }) => ({ file, offset: (offset += length) - length }));
    const whole = Buffer.concat(encoded);
    try {
      for (let done = 0; done < whole.length;)
        done += fs.writeSync(handle, whole, done, whole.length - done, before + done);
      fs.fdatasyncSync(handle);
    } catch (thrown) {
      fs.ftruncateSync(handle, before);
      throw thrown;
    }
    this.length = offset;
    return places;
  }

  /** The entries from a place on. A torn end of the last file is cut off; what is damaged before it is left out. */
  *replay({ file: first, offset: from }: Place): Generator<Placed & { file: number }> {
    for (const file of this.numbers.filter((number) => number >= first)) {
      yield* this.replayFile(file, file === first ? from : 0);
    }
  }

  private *replayFile(file: number, from: number): Generator<Placed & { file: number }> {
    const size = fs.fstatSync(this.handle(file)).size;
    let bytes: Buffer = Buffer.alloc(0);
    let [good, start, at, lost] = [from, from, 0, false];
    for (;;) {
      const length = lengthAt(bytes, at);
      if (length) {
        if (lost) this.damaged++;
        lost = false;
        yield { file, offset: start + at, bytes: length, entry: decode(bytes, at) };
        at += length;
        good = start + at;
      } else if (length === undefined && start + bytes.length < size) {
        start += at;
        const more = this.read(
          { file, offset: start },
          Math.min(size - start, Math.max(CHUNK, 2 * (bytes.length - at))),
        );
        [bytes, at] = [more, 0];
      } else if (at >= bytes.length) {
        break;
      } else {
        lost = true;
        at = nextStart(bytes, at);
      }
    }
    if (good === size) return;
    if (file === this.current) {
      fs.ftruncateSync(this.handle(file), good);
      this.length = good;
    } else this.damaged++;
  }

  read({ file, offset }: Place, bytes: number): Buffer {
    const into = Buffer.allocUnsafe(bytes);
    return into.subarray(0, fs.readSync(this.handle(file), into, 0, bytes, offset));
  }

  /** Deletes files before this one. */
  removeBefore(file: number): void {
    for (const number of this.numbers.filter((each) => each < Math.min(file, this.current))) {
      fs.closeSync(this.handle(number));
      this.handles.delete(number);
      fs.rmSync(this.path(number), { force: true });
    }
    this.numbers = this.numbers.filter((number) => number >= file || number === this.current);
  }

  close(): void {
    for (const handle of this.handles.values()) fs.closeSync(handle);
    this.handles.clear();
  }

  private begin(number: number): void {
    this.numbers = [...(this.numbers ?? []), number];
    this.length = 0;
    this.handle(number);
    syncFolder(this.folder);
  }

  private handle(number: number): number {
    let handle = this.handles.get(number);
    if (handle === undefined) {
      const { O_RDWR, O_CREAT } = fs.constants;
      handle = fs.openSync(this.path(number), O_RDWR | O_CREAT);
      this.handles.set(number, handle);
    }
    return handle;
  }

  private path(number: number): string {
    return join(this.folder, `${String(number).padStart(6, '0')}.cases`);
  }
}

/** Makes a new name durable; Windows cannot open folders and needs no such step. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = fs.openSync(folder, 'r');
  fs.fsyncSync(handle);
  fs.closeSync(handle);
}
