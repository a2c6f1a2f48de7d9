import { open } from 'node:fs/promises';
import { InspectionError } from '../../inspection/errors';
import { readZip } from '../zip';

/** An array of a NumPy archive, where it lies. */
export interface NpzArray {
  /** As NumPy writes it, such as `<f4`. */
  type: string;
  shape: number[];
  file: string;
  offset: number;
  length: number;
}

const HEADER = /'descr': *'([^']*)'.*'fortran_order': *(True|False).*'shape': *\(([^)]*)\)/s;
const MAGIC = '\x93NUMPY';

/**
 * The arrays of an .npz file whose members are stored as they are, as Marian writes it.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @throws InspectionError ERR_MODEL_WEIGHTS
 */
export async function readNpz(file: string): Promise<Map<string, NpzArray>> {
  const members = await readZip(file);
  const handle = await open(file);
  const arrays = new Map<string, NpzArray>();
  try {
    for (const { name, stored, offset, length } of members) {
      const damaged = (reason: string) =>
        new InspectionError('ERR_MODEL_WEIGHTS', { path: file, reason: `${name} ${reason}` });
      if (!stored) throw damaged('is compressed');
      const start = Buffer.alloc(Math.min(length, 4096));
      await handle.read(start, 0, start.length, offset);
      if (start.length < 12 || start.toString('latin1', 0, 6) !== MAGIC) throw damaged('is no NumPy array');
      const lengthBytes = start[6] === 1 ? 2 : 4;
      const header = 8 + lengthBytes + (lengthBytes === 2 ? start.readUInt16LE(8) : start.readUInt32LE(8));
      const [, type, fortran, sides] = HEADER.exec(start.toString('latin1', 0, header)) ?? [];
      const shape = (sides ?? '').split(',').flatMap((side) => (side.trim() ? [Number(side)] : []));
      const bytes = shape.reduce((product, side) => product * side, Number(type?.at(-1)));
      if (fortran !== 'False' || header + bytes !== length) throw damaged('is no array in rows, or is cut off');
      arrays.set(name.replace(/\.npy$/, ''), { type: type!, shape, file, offset: offset + header, length: bytes });
    }
    return arrays;
  } finally {
    await handle.close();
  }
}

/** @throws InspectionError ERR_MODEL_WEIGHTS */
export async function bytesOf({ file, offset, length }: NpzArray): Promise<Buffer> {
  const handle = await open(file);
  try {
    return (await handle.read(Buffer.alloc(length), 0, length, offset)).buffer;
  } finally {
    await handle.close();
  }
}
