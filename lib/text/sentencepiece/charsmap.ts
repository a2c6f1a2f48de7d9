/** What stands instead of a byte sequence that begins a text, and how many bytes it replaces. */
export type Replacement = { bytes: Buffer; length: number };

/**
 * The compiled normalisation of a SentencePiece model: the size of a trie, the trie (a double array of Darts-clone,
 * Yata et al. 2007, over UTF-8 bytes), and the replacements, each ended by a zero byte.
 *
 * @returns finds the longest sequence at a byte of a text that is replaced
 */
export function readCharsmap(charsmap: Buffer): (text: Buffer, at: number) => Replacement | undefined {
  if (charsmap.length < 4) return () => undefined;
  const size = charsmap.readUInt32LE();
  const units = new Uint32Array(size / 4);
  for (let index = 0; index < units.length; index++) units[index] = charsmap.readUInt32LE(4 + 4 * index);
  const replacements = charsmap.subarray(4 + size);

  return (text, at) => {
    let node = shiftOf(units[0]!);
    let found: { value: number; length: number } | undefined;
    for (let place = at; place < text.length; place++) {
      const byte = text[place]!;
      node ^= byte;
      const unit = units[node];
      if (unit === undefined || labelOf(unit) !== byte) break;
      node ^= shiftOf(unit);
      if (hasLeaf(unit)) found = { value: (units[node] ?? 0) & 0x7fffffff, length: place - at + 1 };
    }
    if (!found) return undefined;
    const end = replacements.indexOf(0, found.value);
    return { bytes: replacements.subarray(found.value, end), length: found.length };
  };
}

/** How far a node's children stand from it. */
const shiftOf = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6);
const labelOf = (unit: number) => (unit & 0x800000ff) >>> 0;
const hasLeaf = (unit: number) => ((unit >>> 8) & 1) === 1;
