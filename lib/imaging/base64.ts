import { InspectionError } from '../inspection/errors';
import { sniffFormat } from './header';

const ALPHABET = /^[A-Za-z0-9+/_-]*={0,2}$/;
/** No path is longer than this (Linux PATH_MAX). */
const LONGEST_PATH = 4096;

/**
 * Whether a text is meant as base64 and not as a path: its first characters decode to the signature of a picture
 * (a JPEG's begin with a slash), or it is too long for a path.
 */
export function looksLikePicture(text: string): boolean {
  return text.length > LONGEST_PATH || sniffFormat(Buffer.from(text.slice(0, 24), 'base64')) !== undefined;
}

/**
 * Decodes base64 in the standard or the URL alphabet; line breaks are allowed.
 *
 * @throws InspectionError ERR_IMAGE_DECODE at any other character, which Node itself would silently skip
 */
export function decodeBase64(text: string): Uint8Array {
  const compact = text.replace(/\s+/g, '');
  if (!ALPHABET.test(compact) || compact.replace(/=+$/, '').length % 4 === 1) {
    throw new InspectionError('ERR_IMAGE_DECODE', { reason: 'the base64 text is damaged' });
  }
  return Buffer.from(compact, 'base64');
}

/** RFC 2397, base64 form. */
export function decodeDataUri(uri: string): Uint8Array {
  const comma = uri.indexOf(',');
  if (comma < 0 || !/;base64$/i.test(uri.slice(0, comma).trim())) {
    throw new InspectionError('ERR_IMAGE_FORMAT', { reason: 'a data URI that is not base64' });
  }
  return decodeBase64(uri.slice(comma + 1));
}
