import { open, rename, rm } from 'node:fs/promises';

/** A tensor to be written, made when its turn comes. */
export interface NewTensor {
  name: string;
  shape: number[];
  /** @returns its values, row by row, little-endian single precision */
  content(): Promise<Buffer>;
}

/** Writes a safetensors file of single precision, one tensor in memory at a time. It is whole or not there. */
export async function writeSafetensors(path: string, tensors: NewTensor[], signal?: AbortSignal): Promise<void> {
  let end = 0;
  const entries = tensors.map(({ name, shape }) => {
    const start = end;
    end += shape.reduce((product, side) => product * side, 4);
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }] as const;
  });
  const json = JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) });
  const header = Buffer.from(json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));

  const unfinished = `${path}.part`;
  const file = await open(unfinished, 'w');
  try {
    await file.writev([length, header]);
    for (const { name, shape, content } of tensors) {
      signal?.throwIfAborted();
      const bytes = await content();
      const expected = shape.reduce((product, side) => product * side, 4);
      if (bytes.length !== expected) throw new RangeError(`${name} has ${bytes.length} bytes instead of ${expected}`);
      await file.writeFile(bytes);
    }
    await file.sync();
    await file.close();
    await rename(unfinished, path);
  } catch (thrown) {
    await file.close();
    await rm(unfinished, { force: true });
    throw thrown;
  }
}
