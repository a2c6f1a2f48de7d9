import * as fs from 'node:fs';
import { dirname } from 'node:path';
import type { Disposition } from '../inspection/record';
import { calibrate, NOWHERE } from './calibrate';
import type { Space } from './case';
import { bytesOfRows, type SavedColumns } from './columns';
import { bytesOf, checksumOf, FORMAT, IndexFile, type IndexHeader, type IndexParts } from './index-file';
import { syncFolder, type Place } from './log';
import { listsFor, Partition } from './partition';
import { eachBlock, HeldRows, type Rows } from './rows';

/** What an index is made of. */
export interface Building {
  /** Where it is put. */
  path: string;
  /** The index before it, whose vectors go into this one. */
  before?: string;
  /** Vectors that came since. */
  tail: { vectors: Uint8Array; numbers: Uint32Array; steps: Float32Array };
  space: Space;
  /** Bytes a vector. */
  bytes: number;
  /** By number: 0 for a case that is not to be in it. */
  kept: Uint8Array;
  /** Cases before this number are forgotten, and the others numbered from it on. */
  first: number;
  /** Already without what is forgotten. */
  columns: { saved: SavedColumns; bytes: Uint8Array[] };
  dispositions: [row: number, disposition: Disposition][];
  upTo: Place;
}

/** The lists are made anew when so many times as many vectors are there. */
const GROWTH = 3;
/** Of vectors that are put in order at once. */
const WINDOW_BYTES = 64 * 2 ** 20;

/** Writes the index; a reader sees the old one or the new one. */
export function build(building: Building): void {
  const { bytes, tail, kept } = building;
  const before = building.before ? IndexFile.open(building.before, bytesOfRows) : undefined;
  const sources: Rows[] = [...(before ? [before] : []), new HeldRows(bytes, tail.vectors, tail.numbers, tail.steps)];
  const count = sources.reduce((sum, { numbers }) => sum + numbers.filter((number) => kept[number] === 1).length, 0);
  const fits = before !== undefined && count < GROWTH * before.header.trained;
  const partition = fits ? before.partition : Partition.of(sources, listsFor(count));
  const trained = fits ? before.header.trained : count;
  const lists = sources.map((source) =>
    fits && source === before ? listsBefore(before, kept) : listsOf(source, partition, kept),
  );

  const starts = startsOf(lists, partition.lists.count);
  const positions = positionsOf(lists, starts);
  const { numbers, steps } = inOrder(sources, positions, count, building.first);
  const parts: IndexParts = {
    groupVectors: bytesOf(partition.groups.vectors),
    groupSteps: bytesOf(partition.groups.steps),
    groupStarts: bytesOf(partition.starts),
    listVectors: bytesOf(partition.lists.vectors),
    listSteps: bytesOf(partition.lists.steps),
    listStarts: bytesOf(starts),
    numbers: bytesOf(numbers),
    steps: bytesOf(steps),
    columns: Buffer.concat(building.columns.bytes),
  };
  const { space, upTo, dispositions } = building;
  const header: IndexHeader = {
    format: FORMAT,
    ...{ space, bytes, count, trained, upTo, dispositions },
    groups: partition.groups.count,
    lists: partition.lists.count,
    columns: building.columns.saved,
    ...calibrate(sources, lists, partition),
    checksum: checksumOf(Object.values(parts)),
  };
  write(building.path, header, parts, (handle) => writeVectors(handle, sources, positions, count));
  before?.close();
}

function listsBefore({ listStarts, count, numbers }: IndexFile, kept: Uint8Array): Uint32Array {
  const lists = new Uint32Array(count);
  for (let list = 0; list + 1 < listStarts.length; list++) lists.fill(list, listStarts[list]!, listStarts[list + 1]!);
  return lists.map((list, at) => (kept[numbers[at]!] === 1 ? list : NOWHERE));
}

function listsOf(source: Rows, partition: Partition, kept: Uint8Array): Uint32Array {
  const lists = new Uint32Array(source.count).fill(NOWHERE);
  eachBlock(source, (from, count, vectors) => {
    for (let at = 0; at < count; at++) {
      if (kept[source.numbers[from + at]!] !== 1) continue;
      lists[from + at] = partition.listOf(new Int8Array(vectors.buffer, at * source.bytes, source.bytes));
    }
  });
  return lists;
}

function startsOf(lists: Uint32Array[], count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (const own of lists) for (const list of own) if (list !== NOWHERE) starts[list + 1]!++;
  for (let list = 0; list < count; list++) starts[list + 1]! += starts[list]!;
  return starts;
}

function positionsOf(lists: Uint32Array[], starts: Uint32Array): Uint32Array[] {
  const next = starts.slice();
  return lists.map((own) => own.map((list) => (list === NOWHERE ? NOWHERE : next[list]!++)));
}

function inOrder(sources: Rows[], positions: Uint32Array[], count: number, first: number) {
  const [numbers, steps] = [new Uint32Array(count), new Float32Array(count)];
  sources.forEach((source, which) => {
    positions[which]!.forEach((position, at) => {
      if (position === NOWHERE) return;
      numbers[position] = source.numbers[at]! - first;
      steps[position] = source.steps[at]!;
    });
  });
  return { numbers, steps };
}

/** Window by window, so that memory does not grow with the index. */
function writeVectors(handle: number, sources: Rows[], positions: Uint32Array[], count: number): void {
  const { bytes } = sources[0]!;
  const size = Math.max(1, Math.floor(WINDOW_BYTES / bytes));
  const window = new Uint8Array(Math.min(size, count) * bytes);
  for (let begin = 0; begin < count; begin += size) {
    const end = Math.min(count, begin + size);
    sources.forEach((source, which) => {
      const own = positions[which]!;
      const isHere = (position: number) => position >= begin && position < end;
      eachBlock(
        source,
        (from, many, vectors) => {
          for (let at = 0; at < many; at++) {
            const position = own[from + at]!;
            if (!isHere(position)) continue;
            window.set(vectors.subarray(at * bytes, (at + 1) * bytes), (position - begin) * bytes);
          }
        },
        (from, many) => own.subarray(from, from + many).some(isHere),
      );
    });
    writeAll(handle, window.subarray(0, (end - begin) * bytes));
  }
}

function write(path: string, header: IndexHeader, parts: IndexParts, rest: (handle: number) => void): void {
  const temporary = `${path}.tmp`;
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const handle = fs.openSync(temporary, 'w');
  try {
    for (const part of [length, text, ...Object.values(parts)]) writeAll(handle, part);
    rest(handle);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(temporary, path);
  syncFolder(dirname(path));
}

function writeAll(handle: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += fs.writeSync(handle, bytes, done, bytes.length - done);
}
