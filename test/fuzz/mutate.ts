import type { Dice } from './dice';

/** Numbers at which lengths, counts and signs turn over. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];
/** Where formats keep what decides. */
const HEAD = 600;

type Mutation = (bytes: Buffer, dice: Dice, other: Buffer) => Buffer;

/** One position, as often in the head as anywhere. */
const place = (bytes: Buffer, dice: Dice) =>
  dice.below(Math.max(1, dice.chance(0.5) ? Math.min(HEAD, bytes.length) : bytes.length));

const span = (bytes: Buffer, dice: Dice): [from: number, to: number] => {
  const from = place(bytes, dice);
  return [from, Math.min(bytes.length, from + 1 + dice.below(dice.pick([4, 32, 400])))];
};

const overwrite = (bytes: Buffer, at: number, by: Uint8Array) => {
  const changed = Buffer.from(bytes);
  changed.set(by.subarray(0, Math.max(0, changed.length - at)), at);
  return changed;
};

const edge = (dice: Dice) => {
  const number = Buffer.alloc(4);
  const [value, size] = [dice.pick(EDGES), dice.pick([1, 2, 4])];
  if (dice.chance(0.5)) number.writeUInt32LE(value);
  else number.writeUInt32BE(value);
  return dice.chance(0.5) ? number.subarray(0, size) : number.subarray(4 - size);
};

export const MUTATIONS: Record<string, Mutation> = {
  flip: (bytes, dice) => {
    const at = place(bytes, dice);
    return overwrite(bytes, at, Buffer.of((bytes[at] ?? 0) ^ (1 << dice.below(8))));
  },
  edge: (bytes, dice) => overwrite(bytes, place(bytes, dice), edge(dice)),
  noise: (bytes, dice) => overwrite(bytes, place(bytes, dice), dice.bytes(1 + dice.below(16))),
  cut: (bytes, dice) => bytes.subarray(0, place(bytes, dice)),
  remove: (bytes, dice) => {
    const [from, to] = span(bytes, dice);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  repeat: (bytes, dice) => {
    const [from, to] = span(bytes, dice);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  insert: (bytes, dice) => {
    const at = place(bytes, dice);
    return Buffer.concat([bytes.subarray(0, at), dice.bytes(1 + dice.below(40)), bytes.subarray(at)]);
  },
  blank: (bytes, dice) => {
    const [from, to] = span(bytes, dice);
    return overwrite(bytes, from, Buffer.alloc(to - from, dice.pick([0, 0xff, 0x20])));
  },
  splice: (bytes, dice, other) =>
    Buffer.concat([bytes.subarray(0, place(bytes, dice)), other.subarray(place(other, dice))]),
};

export interface Mutated {
  bytes: Buffer;
  /** Names of {@link MUTATIONS}, in their order. */
  how: string[];
}

/** One change, sometimes up to four. @param other to splice with */
export function mutate(bytes: Buffer, dice: Dice, other = bytes): Mutated {
  const how = Array.from({ length: dice.chance(0.6) ? 1 : 1 + dice.below(4) }, () => dice.pick(Object.keys(MUTATIONS)));
  return { bytes: how.reduce((so, name) => MUTATIONS[name]!(so, dice, other), bytes), how };
}
