/** A name such as `torch._utils._rebuild_tensor_v2`, which a pickle would call. Here nothing is ever called. */
export interface Callee {
  callee: string;
}

/** What a pickle would have made by calling `callee`. */
export interface Made extends Callee {
  from: unknown;
  /** Of a dictionary-like object. */
  items: Map<unknown, unknown>;
}

/** A reference that the pickle leaves to its reader. */
export interface Reference {
  reference: unknown;
}

const MARK = Symbol('mark');

/**
 * Reads the data of a pickle (protocol 2, as torch.save writes it) without ever running what it names.
 *
 * @throws RangeError at an instruction that data of tensors does not need, or where the pickle ends too early
 */
export function readPickle(bytes: Buffer): unknown {
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = 0;
  const take = (length: number) => {
    if (length > bytes.length - at) throw new RangeError(`the pickle ends at byte ${bytes.length}`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const line = () => {
    const end = bytes.indexOf(0x0a, at);
    const text = take((end < 0 ? bytes.length : end) - at).toString();
    take(1);
    return text;
  };
  const pop = (count: number) => stack.splice(stack.length - count, count);
  const toMark = () => {
    const [, ...found] = stack.splice(stack.lastIndexOf(MARK));
    return found;
  };
  const assign = (pairs: unknown[]) => {
    const target = stack.at(-1);
    const map = target instanceof Map ? target : (target as Made | undefined)?.items;
    if (!map) throw new RangeError(`entries of something that has none at byte ${at}`);
    for (let index = 0; index + 1 < pairs.length; index += 2) map.set(pairs[index], pairs[index + 1]);
  };
  const instructions: Record<string, () => void> = {
    '\x80': () => void take(1),
    '}': () => void stack.push(new Map()),
    ']': () => void stack.push([]),
    ')': () => void stack.push([]),
    '(': () => void stack.push(MARK),
    N: () => void stack.push(null),
    '\x88': () => void stack.push(true),
    '\x89': () => void stack.push(false),
    J: () => void stack.push(take(4).readInt32LE()),
    K: () => void stack.push(take(1)[0]),
    M: () => void stack.push(take(2).readUInt16LE()),
    G: () => void stack.push(take(8).readDoubleBE()),
    '\x8a': () => {
      const length = take(1)[0]!;
      stack.push(length === 0 ? 0 : take(length).readIntLE(0, length));
    },
    X: () => void stack.push(take(take(4).readUInt32LE()).toString()),
    c: () => void stack.push({ callee: `${line()}.${line()}` } satisfies Callee),
    t: () => void stack.push(toMark()),
    '\x85': () => void stack.push(pop(1)),
    '\x86': () => void stack.push(pop(2)),
    '\x87': () => void stack.push(pop(3)),
    Q: () => void stack.push({ reference: stack.pop() } satisfies Reference),
    R: () => {
      const [callee, from] = pop(2) as [Callee, unknown];
      stack.push({ callee: callee.callee, from, items: new Map() } satisfies Made);
    },
    s: () => assign(pop(2)),
    u: () => assign(toMark()),
    a: () => void (stack.at(-2) as unknown[]).push(stack.pop()),
    e: () => {
      const found = toMark();
      (stack.at(-1) as unknown[]).push(...found);
    },
    b: () => void stack.pop(),
    q: () => void memo.set(take(1)[0]!, stack.at(-1)),
    r: () => void memo.set(take(4).readUInt32LE(), stack.at(-1)),
    h: () => void stack.push(memo.get(take(1)[0]!)),
    j: () => void stack.push(memo.get(take(4).readUInt32LE())),
  };
  for (;;) {
    const code = take(1).toString('latin1');
    if (code === '.') return stack.pop();
    const run = Object.hasOwn(instructions, code) && instructions[code];
    if (!run) throw new RangeError(`instruction ${code.charCodeAt(0)} at byte ${at - 1}`);
    run();
  }
}
