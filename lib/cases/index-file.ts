import * as fs from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Disposition } from '../inspection/record';
import type { Space } from './case';
import { Centres } from './centres';
import type { SavedColumns } from './columns';
import type { Place } from './log';
import { Partition } from './partition';
import type { Rows } from './rows';

export const FORMAT = 'gyeol-cases-1';

export interface IndexHeader {
  format: typeof FORMAT;
  space: Space;
  /** Bytes a vector. */
  bytes: number;
  count: number;
  groups: number;
  lists: number;
  /** Vectors that the lists were made for. */
  trained: number;
  /** All that stands in the log before this place is in the index. */
  upTo: Place;
  columns: SavedColumns;
  /** What people decided last, by row. */
  dispositions: [row: number, disposition: Disposition][];
  /** Lists to read for this share of the ten nearest. */
  probes: number;
  recall: number;
  /** Checksum of the parts between header and vectors. */
  checksum: number;
}

/** What stands between header and vectors, in this order. */
export interface IndexParts {
  groupVectors: Uint8Array;
  groupSteps: Uint8Array;
  groupStarts: Uint8Array;
  listVectors: Uint8Array;
  listSteps: Uint8Array;
  listStarts: Uint8Array;
  numbers: Uint8Array;
  steps: Uint8Array;
  columns: Uint8Array;
}

export const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

export const checksumOf = (parts: Uint8Array[]): number => parts.reduce((sum, part) => crc32(part, sum), 0);

/** The lists on disk; only what tells where they lie is in memory. */
export class IndexFile implements Rows {
  readonly partition: Partition;
  readonly listStarts: Uint32Array;
  readonly numbers: Uint32Array;
  readonly steps: Float32Array;
  readonly columns: Uint8Array;
  private readonly vectors: number;

  private constructor(
    private readonly handle: number,
    readonly path: string,
    readonly header: IndexHeader,
    at: number,
    rowBytes: number,
  ) {
    const { groups, lists, count, bytes } = header;
    const sizes = [groups * bytes, 4 * groups, 4 * (groups + 1), lists * bytes, 4 * lists, 4 * (lists + 1)];
    const rest = [4 * count, 4 * count, rowBytes];
    let offset = at;
    const parts = [...sizes, ...rest].map((size) => {
      offset += size;
      return readAll(handle, offset - size, size);
    });
    this.vectors = offset;
    if (checksumOf(parts) !== header.checksum) throw new Error('checksum');
    if (fs.fstatSync(handle).size !== offset + count * bytes) throw new Error('length');
    const [groupVectors, groupSteps, groupStarts, listVectors, listSteps, listStarts, numbers, steps, columns] = parts;
    const centres = (many: number, vectors: Uint8Array, own: Uint8Array<ArrayBuffer>) => {
      const made = new Centres(many, bytes, new Float32Array(own.buffer));
      bytesOf(made.vectors).set(vectors);
      return made;
    };
    this.partition = new Partition(
      centres(lists, listVectors!, listSteps!),
      centres(groups, groupVectors!, groupSteps!),
      new Uint32Array(groupStarts!.buffer),
    );
    this.listStarts = new Uint32Array(listStarts!.buffer);
    this.numbers = new Uint32Array(numbers!.buffer);
    this.steps = new Float32Array(steps!.buffer);
    this.columns = columns!;
  }

  /** The index, or nothing when there is none that can be used: it is made anew of the log then. */
  static open(path: string, bytesOfRows: (rows: number) => number): IndexFile | undefined {
    let handle: number | undefined;
    try {
      handle = fs.openSync(path, 'r');
      const length = Buffer.from(readAll(handle, 0, 4)).readUInt32LE();
      const header = JSON.parse(Buffer.from(readAll(handle, 4, length)).toString()) as IndexHeader;
      if (header.format !== FORMAT) throw new Error('format');
      return new IndexFile(handle, path, header, 4 + length, bytesOfRows(header.columns.rows));
    } catch {
      if (handle !== undefined) fs.closeSync(handle);
      return undefined;
    }
  }

  get count(): number {
    return this.header.count;
  }

  get bytes(): number {
    return this.header.bytes;
  }

  read(from: number, count: number, into: Uint8Array): void {
    const wanted = count * this.bytes;
    for (let done = 0; done < wanted;) {
      const got = fs.readSync(this.handle, into, done, wanted - done, this.vectors + from * this.bytes + done);
      if (got === 0) throw new Error(`${this.path}: too short`);
      done += got;
    }
  }

  close(): void {
    fs.closeSync(this.handle);
  }
}

function readAll(handle: number, offset: number, bytes: number): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(bytes);
  for (let done = 0; done < bytes;) {
    const got = fs.readSync(handle, into, done, bytes - done, offset + done);
    if (got === 0) throw new Error('length');
    done += got;
  }
  return into;
}
