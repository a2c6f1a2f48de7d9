/** Piece to id. */
export type Vocabulary = Record<string, number>;

/**
 * A vocabulary of Marian: YAML lines `piece: id`, or one piece a line whose id is the line's number.
 *
 * @param yaml whether the file's name says so
 */
export function readVocabulary(text: string, yaml: boolean): Vocabulary {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const entries = yaml ? lines.flatMap(entryOf) : lines.map((piece, id) => [piece, id] as const);
  return Object.fromEntries(entries);
}

function entryOf(line: string): (readonly [string, number])[] {
  const [, key, id] = /^(.+): *(\d+)\s*$/.exec(line) ?? [];
  return key === undefined ? [] : [[unquoted(key), Number(id)]];
}

function unquoted(key: string): string {
  if (/^".*"$/.test(key)) return JSON.parse(key.replace(/\\x(?=[0-9a-f]{2})/gi, '\\u00')) as string;
  return /^'.*'$/.test(key) ? key.slice(1, -1).replaceAll("''", "'") : key;
}
