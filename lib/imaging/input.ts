import { fileURLToPath } from 'node:url';
import type { Picture, PictureFacts } from '../inference/jobs';
import { InspectionError } from '../inspection/errors';
import { decodeBase64, decodeDataUri, looksLikePicture } from './base64';
import { openEnvelope, rawLayoutOf } from './envelope';
import { readFileHeader } from './file';
import { orientedSize, readHeader, type PictureHeader } from './header';
import { checkBytes, checkPixels, DEFAULT_LIMITS, type PictureLimits } from './limits';

/** What is known before decoding; width and height are those of the upright picture, depth is 8 or 16. */
export type InputFacts = Omit<PictureFacts, 'sha256'>;

export interface PictureInput {
  picture: Picture;
  header: InputFacts;
}

/** Envelopes inside envelopes are opened down to this level. */
const MAX_NESTING = 4;

/**
 * Turns a value of a message into a picture the engine takes, reading no more than its header.
 *
 * Accepted: Buffer, Uint8Array or ArrayBuffer of JPEG, PNG, WebP, TIFF, BMP or GIF; data URI; base64; path of a file or
 * `file:` URL; raw pixels `{data, width, height, channels, depth}`; an object or JSON text that holds one of these
 * under `image`, `picture`, `data`, `path` and the like (see {@link openEnvelope}).
 *
 * @throws InspectionError ERR_IMAGE_FORMAT, ERR_IMAGE_DECODE, ERR_IMAGE_TOO_LARGE, ERR_IMAGE_FILE
 */
export async function readPicture(value: unknown, limits: Partial<PictureLimits> = {}): Promise<PictureInput> {
  return read(value, { ...DEFAULT_LIMITS, ...limits }, 0);
}

async function read(value: unknown, limits: PictureLimits, level: number): Promise<PictureInput> {
  if (value instanceof ArrayBuffer) return fromBytes(new Uint8Array(value), limits);
  if (value instanceof Uint8Array) return fromBytes(value, limits);
  if (typeof value === 'string') return fromText(value.trim(), limits, level);
  if (value && typeof value === 'object' && level < MAX_NESTING) {
    const raw = rawLayoutOf(value as Record<string, unknown>);
    if (raw) {
      checkBytes(raw.bytes.length, limits.maxBytes);
      checkPixels(raw.layout, limits.maxPixels);
      const { maxPixels } = limits;
      return { picture: { bytes: raw.bytes, raw: raw.layout, maxPixels }, header: { format: 'raw', ...raw.layout } };
    }
    return read(openEnvelope(value as Record<string, unknown>), limits, level + 1);
  }
  throw new InspectionError('ERR_IMAGE_FORMAT', { reason: value === null ? 'null' : typeof value });
}

function fromBytes(bytes: Uint8Array, limits: PictureLimits): PictureInput {
  checkBytes(bytes.length, limits.maxBytes);
  const header = readHeader(bytes);
  checkPixels(header, limits.maxPixels);
  return { picture: { bytes, maxPixels: limits.maxPixels }, header: factsOf(header) };
}

async function fromText(text: string, limits: PictureLimits, level: number): Promise<PictureInput> {
  if (text === '') throw new InspectionError('ERR_IMAGE_FORMAT', { reason: 'empty' });
  checkBytes(text.length * 0.75, limits.maxBytes);
  if (text.startsWith('data:')) return fromBytes(decodeDataUri(text), limits);
  if (text.startsWith('{') || text.startsWith('[')) return read(parseJson(text), limits, level + 1);
  if (looksLikePicture(text)) return fromBytes(decodeBase64(text), limits);
  if (/^https?:\/\//i.test(text)) {
    const reason = 'a web address; fetch it with an http request node first';
    throw new InspectionError('ERR_IMAGE_FORMAT', { reason });
  }
  return fromFile(text.startsWith('file:') ? pathOf(text) : text, limits);
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (thrown) {
    const reason = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    throw new InspectionError('ERR_IMAGE_FILE', { path: url.slice(0, 200), reason });
  }
}

async function fromFile(path: string, limits: PictureLimits): Promise<PictureInput> {
  const header = await readFileHeader(path, limits.maxBytes);
  checkPixels(header, limits.maxPixels);
  return { picture: { path, maxPixels: limits.maxPixels }, header: factsOf(header) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InspectionError('ERR_IMAGE_FORMAT', { reason: 'text that is neither JSON, base64 nor a path' });
  }
}

function factsOf(header: PictureHeader): InputFacts {
  const { format, channels, depth } = header;
  return { format, ...orientedSize(header), channels, depth: depth > 8 ? 16 : 8 };
}
