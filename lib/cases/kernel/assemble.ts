/** Writes the few parts of a WebAssembly module that {@link ./scores} needs (WebAssembly core specification 2.0, chapter 5). */

export type Code = number | Code[];

const bytesOf = (code: Code): number[] => (typeof code === 'number' ? [code] : code.flatMap(bytesOf));

/** LEB128, unsigned. */
export function unsigned(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [low | 0x80, ...unsigned(value >>> 7)];
}

/** LEB128, signed. */
export function signed(value: number): number[] {
  const low = value & 0x7f;
  const rest = value >> 7;
  const last = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return last ? [low] : [low | 0x80, ...signed(rest)];
}

const vector = (items: Code[]): Code => [unsigned(items.length), items];
const sized = (code: Code): Code => {
  const bytes = bytesOf(code);
  return [unsigned(bytes.length), bytes];
};
const section = (id: number, code: Code): Code => [id, sized(code)];
const name = (text: string): Code => vector([...Buffer.from(text)]);

const [I32, V128, FUNCTION, BLOCK_WITHOUT_VALUE] = [0x7f, 0x7b, 0x60, 0x40];

export interface Locals {
  /** Parameters come first, all of type i32. */
  parameters: number;
  integers: number;
  vectors: number;
}

/** A module that imports its memory as `env.memory` and exports one function without a result. */
export function assemble(
  exported: string,
  { parameters, integers, vectors }: Locals,
  body: Code,
): Uint8Array<ArrayBuffer> {
  const locals = vector([
    [unsigned(integers), I32],
    [unsigned(vectors), V128],
  ]);
  const type = [FUNCTION, vector(Array<number>(parameters).fill(I32)), vector([])];
  return Uint8Array.from(
    bytesOf([
      [0, ...Buffer.from('asm'), 1, 0, 0, 0],
      section(1, vector([type])),
      section(2, vector([[name('env'), name('memory'), 2, 0, 1]])),
      section(3, vector([0])),
      section(7, vector([[name(exported), 0, 0]])),
      section(10, vector([sized([locals, body, END])])),
    ]),
  );
}

const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const ALIGNED_ANY = 0;
const END = 0x0b;

export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number): Code => [0x21, unsigned(local)];
export const constant = (value: number): Code => [0x41, signed(value)];
export const ADD = 0x6a;
export const SUBTRACT = 0x6b;
const LESS_UNSIGNED = 0x49;
const SHIFT_LEFT = 0x74;

export const double = (code: Code): Code => [code, constant(1), SHIFT_LEFT];
export const less = (a: Code, b: Code): Code => [a, b, LESS_UNSIGNED];
export const increase = (local: number, by: Code): Code => [get(local), by, ADD, set(local)];
/** Runs `body` and again as long as `condition` holds. */
export const repeat = (body: Code, condition: Code): Code => [
  0x03,
  BLOCK_WITHOUT_VALUE,
  body,
  condition,
  [0x0d, 0],
  END,
];
/** The address is on the stack, below the value. */
export const storeInteger = (): Code => [0x36, ALIGNED_ANY, 0];

export const loadVector = (address: Code, offset = 0): Code => [address, simd(0), ALIGNED_ANY, unsigned(offset)];
export const zeroVector = (): Code => [simd(12), Array<number>(16).fill(0)];
/** The lower eight of sixteen signed bytes, as signed 16 bit. */
export const WIDEN_LOW = simd(0x87);
export const WIDEN_HIGH = simd(0x88);
/** Multiplies eight pairs of signed 16 bit and adds neighbours: four of 32 bit. */
export const MULTIPLY_PAIRS = simd(0xba);
export const ADD_VECTORS = simd(0xae);
export const lane = (local: number, index: number): Code => [get(local), simd(0x1b), index];
