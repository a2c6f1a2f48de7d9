/** A message without its bytes, and the bytes. */
export interface Packed {
  json: string;
  views: View[];
  blobs: Uint8Array[];
}

/** Where in the message bytes stood, and as what. */
export interface View {
  path: string[];
  kind: Kind;
  bytes: number;
}

const TYPED = {
  Uint8Array,
  Uint8ClampedArray,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
};
type Kind = keyof typeof TYPED | 'Buffer' | 'ArrayBuffer';

/** What a sender nests deeper is left out, as is what contains itself. */
const DEEPEST = 64;

/**
 * Takes the bytes (Buffers, typed arrays) out of a message and the rest as JSON, so that pictures are written as they
 * are. What only lives in this process, such as functions and the connection of an http request, is left out.
 */
export function pack(message: Record<string, unknown>): Packed {
  const views: View[] = [];
  const blobs: Uint8Array[] = [];
  const above = new Set<object>();

  const lift = (value: unknown, path: string[]): unknown => {
    if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? String(value) : value;
    const bytes = bytesOf(value);
    if (bytes) {
      views.push({ path, kind: kindOf(value), bytes: bytes.length });
      blobs.push(bytes);
      return undefined;
    }
    if (above.has(value) || path.length > DEEPEST) return undefined;
    if ('toJSON' in value && typeof value.toJSON === 'function') return lift(value.toJSON(), path);
    above.add(value);
    const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '__proto__') (copy as Record<string, unknown>)[key] = lift(inner, [...path, key]);
    }
    above.delete(value);
    return copy;
  };

  const json = JSON.stringify(lift({ ...message, req: undefined, res: undefined }, []));
  return { json, views, blobs };
}

/** The message again; `blobs` stand one after the other. */
export function unpack(json: string, views: View[], blobs: Buffer): Record<string, unknown> {
  const message = JSON.parse(json) as Record<string, unknown>;
  let at = 0;
  for (const { path, kind, bytes } of views) {
    const parent = path.slice(0, -1).reduce<Record<string, unknown>>((inner, key) => inner[key] as never, message);
    parent[path.at(-1)!] = restore(blobs.subarray(at, (at += bytes)), kind);
  }
  return message;
}

function bytesOf(value: object): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined;
}

function kindOf(value: object): Kind {
  if (Buffer.isBuffer(value)) return 'Buffer';
  if (value instanceof ArrayBuffer) return 'ArrayBuffer';
  const name = value.constructor.name as keyof typeof TYPED;
  return name in TYPED ? name : 'Uint8Array';
}

/** Buffers share the memory of what was read; numbers wider than a byte need an aligned copy. */
function restore(bytes: Buffer, kind: Kind): unknown {
  if (kind === 'Buffer') return bytes;
  const { buffer } = Uint8Array.from(bytes);
  return kind === 'ArrayBuffer' ? buffer : new TYPED[kind](buffer);
}
