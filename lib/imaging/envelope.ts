import type { RawLayout } from '../inference/jobs';
import { InspectionError } from '../inspection/errors';
import { numberOf } from '../inspection/mapping';
import { decodeBase64 } from './base64';
import { sniffFormat } from './header';

/** Names under which senders put the picture, in the order they are tried. */
const PICTURE_KEYS = ['image', 'picture', 'img', 'frame', 'data', 'base64', 'buffer', 'bytes', 'payload'] as const;
const PATH_KEYS = ['path', 'file', 'filename', 'filepath'] as const;

/**
 * What an envelope holds as its picture: the first present of {@link PICTURE_KEYS}, then of the path names.
 *
 * @throws InspectionError ERR_IMAGE_FORMAT when there is none
 */
export function openEnvelope(envelope: Record<string, unknown>): unknown {
  if (Array.isArray(envelope) || isBufferAsJson(envelope)) return bytesOf(envelope) ?? noPicture();
  for (const key of [...PICTURE_KEYS, ...PATH_KEYS]) {
    const value = envelope[key];
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return noPicture();
}

function noPicture(): never {
  const reason = `no picture under ${[...PICTURE_KEYS, ...PATH_KEYS].join(', ')}`;
  throw new InspectionError('ERR_IMAGE_FORMAT', { reason });
}

/** Raw pixels, when the object has `data`, `width` and `height` and the data are not a picture file. */
export function rawLayoutOf(value: Record<string, unknown>): { bytes: Uint8Array; layout: RawLayout } | undefined {
  const [width, height] = [numberOf(value.width), numberOf(value.height)];
  if (value.width === undefined || value.height === undefined) return undefined;
  const bytes = bytesOf(value.data);
  if (!bytes) return undefined;
  const depth = numberOf(value.depth ?? (value.data instanceof Uint16Array ? 16 : 8));
  const channels = numberOf(value.channels ?? (bytes.length * 8) / (width * height * depth));
  const fits = bytes.length * 8 === width * height * channels * depth;
  if (!fits && sniffFormat(bytes)) return undefined;
  checkLayout({ width, height, channels, depth }, bytes.length);
  return { bytes, layout: { width, height, channels, depth } as RawLayout };
}

/** Bytes of a typed array, an array of numbers, a Buffer that went through JSON, or base64. */
function bytesOf(data: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (Array.isArray(data)) return data.every(isByte) ? Uint8Array.from(data as number[]) : undefined;
  if (isBufferAsJson(data)) return bytesOf(data.data);
  return typeof data === 'string' && !data.startsWith('data:') ? decodeBase64(data) : undefined;
}

const isByte = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;

const isBufferAsJson = (value: unknown): value is { type: 'Buffer'; data: unknown } =>
  (value as { type?: unknown } | null)?.type === 'Buffer' && Array.isArray((value as { data?: unknown }).data);

function checkLayout({ width, height, channels, depth }: Record<keyof RawLayout, number>, bytes: number): void {
  const fail = (reason: string): never => {
    throw new InspectionError('ERR_IMAGE_DECODE', { reason: `raw pixels ${reason}` });
  };
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    fail(`of ${width} × ${height}; width and height must be whole numbers above 0`);
  }
  if (depth !== 8 && depth !== 16) fail(`of depth ${depth}; it must be 8 or 16`);
  const known = channels === 1 || channels === 3 || channels === 4;
  const expected = (width * height * channels * depth) / 8;
  if (known && bytes !== expected) {
    fail(`hold ${bytes} bytes, ${width} × ${height} × ${channels} channels × ${depth} bit need ${expected}`);
  }
  if (!known) fail(`hold ${bytes} bytes, which is not 1, 3 or 4 channels of ${width} × ${height} at ${depth} bit`);
}
