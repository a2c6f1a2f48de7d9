import { decodeCp949, encodeCp949 } from './cp949';

export type Charset = 'utf-8' | 'cp949';

/** Text of bytes that Excel on a Korean Windows may have written: UTF-8 (with or without byte order mark), else CP949. */
export function decodeText(bytes: Uint8Array): { text: string; charset: Charset } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), charset: 'utf-8' };
  } catch {
    return { text: decodeCp949(bytes), charset: 'cp949' };
  }
}

/** Bytes of the text; UTF-8 begins with a byte order mark so that Excel knows it. */
export function encodeText(text: string, charset: Charset): Uint8Array {
  return charset === 'utf-8' ? new TextEncoder().encode(`\ufeff${text}`) : encodeCp949(text);
}
