/** POSIX ustar, as far as a bundle needs it: regular files of fixed mode, owner and time. */

export const BLOCK = 512;
/** Two empty blocks end an archive. */
export const END = Buffer.alloc(2 * BLOCK);

const LARGEST_OCTAL = 0o77777777777;

/** The header block of a file; sizes above 8 GiB are written in base 256, as GNU tar and bsdtar do. */
export function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const fields = split(name);
  if (!fields) throw new RangeError(`too long for a tar archive: ${name}`);
  const [prefix, rest] = fields;
  block.write(rest, 0);
  block.write('0000644\0' + '0000000\0' + '0000000\0', 100);
  if (size <= LARGEST_OCTAL) block.write(octal(size, 11), 124);
  else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(size), 128);
  }
  block.write(octal(0, 11), 136);
  block.write('        0', 148);
  block.write('ustar\x0000', 257);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)} `, 148);
  return block;
}

/** Name and size of a block that {@link header} made; undefined for any other. */
export function readHeader(block: Buffer): { name: string; size: number } | undefined {
  const text = (from: number, to: number) => block.toString('utf8', from, to).split('\0')[0]!;
  const prefix = text(345, 500);
  const name = prefix ? `${prefix}/${text(0, 100)}` : text(0, 100);
  const size = block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(text(124, 136), 8);
  if (!name || !Number.isSafeInteger(size) || size < 0) return undefined;
  return fits(name) && header(name, size).equals(block) ? { name, size } : undefined;
}

export const padding = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK;

const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;

const fits = (name: string) => split(name) !== undefined;

/** Names above 100 bytes stand in two fields, divided at a slash; undefined where that does not do. */
function split(name: string): [prefix: string, rest: string] | undefined {
  const within = (text: string, most: number) => Buffer.byteLength(text) <= most;
  if (within(name, 100)) return ['', name];
  for (let slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
    const [prefix, rest] = [name.slice(0, slash), name.slice(slash + 1)];
    if (within(prefix, 155) && within(rest, 100)) return [prefix, rest];
  }
  return undefined;
}
