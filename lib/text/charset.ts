export type Charset = 'utf-8' | 'cp949';

/**
 * Text of bytes that Excel on a Korean Windows may have written: UTF-8 (with or without byte order mark), else CP949.
 * The WHATWG label `euc-kr` names the CP949 table.
 */
export function decodeText(bytes: Uint8Array): { text: string; charset: Charset } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), charset: 'utf-8' };
  } catch {
    return { text: new TextDecoder('euc-kr').decode(bytes), charset: 'cp949' };
  }
}

/** Bytes of the text; UTF-8 begins with a byte order mark so that Excel knows it. In CP949 a character it lacks becomes `?`. */
export function encodeText(text: string, charset: Charset): Uint8Array {
  return charset === 'utf-8' ? new TextEncoder().encode(`\ufeff${text}`) : encodeCp949(text);
}

let table: Map<string, number> | undefined;

/** Code points by character, read off the decoder once: lead bytes 81–FE, trail bytes 41–FE. */
function cp949Table(): Map<string, number> {
  if (table) return table;
  table = new Map();
  const decoder = new TextDecoder('euc-kr', { fatal: true });
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x41; trail <= 0xfe; trail++) {
      try {
        const character = decoder.decode(Uint8Array.of(lead, trail));
        if (character.length === 1) table.set(character, (lead << 8) | trail);
      } catch {
        continue; // no character has this code
      }
    }
  }
  return table;
}

function encodeCp949(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) {
      bytes.push(code);
      continue;
    }
    const pair = cp949Table().get(character);
    if (pair === undefined) bytes.push(0x3f);
    else bytes.push(pair >> 8, pair & 0xff);
  }
  return Uint8Array.from(bytes);
}
