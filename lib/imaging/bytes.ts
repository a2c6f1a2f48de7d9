/** Numbers out of a byte string, in either byte order; reading past the end throws a RangeError. */
export class ByteReader {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    public littleEndian: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.byteLength;
  }

  u8(at: number): number {
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    return this.view.getUint16(at, this.littleEndian);
  }

  u32(at: number): number {
    return this.view.getUint32(at, this.littleEndian);
  }

  i32(at: number): number {
    return this.view.getInt32(at, this.littleEndian);
  }

  ascii(at: number, length: number): string {
    if (at + length > this.length) throw new RangeError('past the end');
    return String.fromCharCode(...this.bytes.subarray(at, at + length));
  }
}
