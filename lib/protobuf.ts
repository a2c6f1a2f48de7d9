/** One field of a protobuf message. https://protobuf.dev/programming-guides/encoding */
export interface Field {
  number: number;
  /** Of a varint; 0 otherwise. */
  value: number;
  /** Of a length-delimited or fixed field; empty otherwise. */
  bytes: Buffer;
  /** The whole field, tag included. */
  encoded: Buffer;
}

/** @throws RangeError where the message ends too early or holds what no message holds */
export function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      if (at >= message.length || factor > 2 ** 63) throw new RangeError(`no varint at byte ${at}`);
      const byte = message[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const take = (length: number) => {
    if (length > message.length - at) throw new RangeError(`${length} bytes are missing at byte ${at}`);
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const start = at;
    const tag = varint();
    const wire = tag % 8;
    let value = 0;
    let bytes = Buffer.alloc(0) as Buffer;
    if (wire === 0) value = varint();
    else if (wire === 1) bytes = take(8);
    else if (wire === 2) bytes = take(varint());
    else if (wire === 5) bytes = take(4);
    else throw new RangeError(`wire type ${wire} at byte ${start}`);
    yield { number: Math.floor(tag / 8), value, bytes, encoded: message.subarray(start, at) };
  }
}

function varintOf(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

/** A field with a whole number ≥ 0. */
export const numberField = (number: number, value: number) => Buffer.concat([varintOf(number * 8), varintOf(value)]);

/** A field with a message, a text or bytes. */
export function bytesField(number: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([varintOf(number * 8 + 2), varintOf(bytes.length), bytes]);
}

/** A packed repeated field of whole numbers, read. */
export function packedNumbers(bytes: Buffer): number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte & 127) * factor;
    factor *= 128;
    if (byte < 128) {
      numbers.push(value);
      value = 0;
      factor = 1;
    }
  }
  return numbers;
}
