/**
 * CP949 (Unified Hangul Code, windows-949), which Excel writes on a Korean Windows.
 *
 * Node's decoder for `euc-kr` knows only the KS X 1001 part. The rest follows from the standard: the 8,822 syllables
 * that KS X 1001 lacks stand in Unicode order in the remaining code points, lead bytes 81–C6.
 */

interface Table {
  codes: Map<string, number>;
  characters: Map<number, string>;
}

let table: Table | undefined;

/** Text of CP949 bytes; what is no character becomes U+FFFD. */
export function decodeCp949(bytes: Uint8Array): string {
  const { characters } = (table ??= buildTable());
  let text = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      text += String.fromCharCode(byte);
      continue;
    }
    const character = characters.get((byte << 8) | (bytes[at + 1] ?? 0));
    text += character ?? '\ufffd';
    if (character) at++;
  }
  return text;
}

/** CP949 bytes of a text; a character it lacks becomes `?`. */
export function encodeCp949(text: string): Uint8Array {
  const { codes } = (table ??= buildTable());
  const bytes: number[] = [];
  for (const character of text) {
    const code = character < '\u0080' ? character.charCodeAt(0) : (codes.get(character) ?? 0x3f);
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Uint8Array.from(bytes);
}

function buildTable(): Table {
  const codes = new Map<string, number>();
  const decoder = new TextDecoder('euc-kr');
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && character !== '\ufffd') codes.set(character, (lead << 8) | trail);
    }
  }
  const extended = extensionCodes();
  for (let syllable = 0xac00; syllable <= 0xd7a3; syllable++) {
    const character = String.fromCharCode(syllable);
    if (!codes.has(character)) codes.set(character, extended.next().value!);
  }
  return { codes, characters: new Map([...codes].map(([character, code]) => [code, character])) };
}

/** Two-byte codes outside KS X 1001 in order; trail bytes are Latin letters and the upper half, as far as it is free. */
function* extensionCodes(): Generator<number> {
  for (let lead = 0x81; lead <= 0xc6; lead++) {
    for (let trail = 0x41; trail <= (lead < 0xa1 ? 0xfe : 0xa0); trail++) {
      const letter = (trail >= 0x41 && trail <= 0x5a) || (trail >= 0x61 && trail <= 0x7a);
      if (letter || trail >= 0x81) yield (lead << 8) | trail;
    }
  }
}
