/** Instead of a row. */
const NONE = 0xffff_ffff;
const FIRST_SIZE = 64;

/**
 * Finds rows of a table by a checksum that some may share: chained buckets, in arrays of numbers beside the heap. A Map
 * that rows come to and go from all day leaves tables behind that hold on to their successors until a full collection,
 * so that memory swells with a backlog.
 */
export class RowIndex {
  private checksums = new Uint32Array(0);
  /** The row that came last to each bucket, and of each row the one that came to its bucket before. */
  private last = new Uint32Array(0);
  private before = new Uint32Array(0);

  constructor(size = FIRST_SIZE) {
    this.resize(size);
  }

  add(row: number, checksum: number): void {
    if (row >= this.before.length) this.grow();
    this.checksums[row] = checksum;
    this.link(row);
  }

  remove(row: number): void {
    const bucket = this.bucketOf(this.checksums[row]!);
    let [later, each] = [NONE, this.last[bucket]!];
    while (each !== row) [later, each] = [each, this.before[each]!];
    if (later === NONE) this.last[bucket] = this.before[row]!;
    else this.before[later] = this.before[row]!;
    this.before[row] = row;
  }

  /** Of the rows with this checksum the last added that `fits`. */
  find(checksum: number, fits: (row: number) => boolean): number | undefined {
    let row = this.last[this.bucketOf(checksum)]!;
    while (row !== NONE && !(this.checksums[row] === checksum && fits(row))) row = this.before[row]!;
    return row === NONE ? undefined : row;
  }

  private grow(): void {
    const { before } = this;
    this.resize(2 * before.length);
    for (const [row, other] of before.entries()) if (other !== row) this.link(row);
  }

  /** A row that is not there stands before itself. */
  private resize(size: number): void {
    const { checksums } = this;
    this.checksums = new Uint32Array(size);
    this.checksums.set(checksums);
    this.last = new Uint32Array(size).fill(NONE);
    this.before = Uint32Array.from({ length: size }, (_, row) => row);
  }

  private link(row: number): void {
    const bucket = this.bucketOf(this.checksums[row]!);
    this.before[row] = this.last[bucket]!;
    this.last[bucket] = row;
  }

  private bucketOf(checksum: number): number {
    return checksum % this.last.length;
  }
}
