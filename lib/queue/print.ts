import { crc32 } from 'node:zlib';

/**
 * Tells a redelivered picture from another one that was given the same id, as cameras do whose counter begins anew:
 * length and CRC-32 of the bytes or the text, of anything else of its JSON.
 */
export function printOf(picture: unknown): string {
  const bytes = ArrayBuffer.isView(picture)
    ? new Uint8Array(picture.buffer, picture.byteOffset, picture.byteLength)
    : Buffer.from(typeof picture === 'string' ? picture : (JSON.stringify(picture) ?? ''));
  return `${bytes.length}-${crc32(bytes).toString(16).padStart(8, '0')}`;
}
