/** The regular plural of the last word of an English name: scratch → scratches, cavity → cavities, dent → dents. */
export function pluralOf(name: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return `${name}s`;
}

/**
 * Reads what follows a singular name found in a text: nothing, or its plural ending. Undefined: another, longer word.
 * A name in -y must be found without its y to be read in the plural, so such names count only in the singular.
 */
export function readPlural(name: string, after: string): { plural: boolean; length: number } | undefined {
  const ending = pluralOf(name.toLowerCase()).slice(name.length);
  const letters = /^[\p{L}\p{N}]*/u.exec(after)![0].toLowerCase();
  if (letters === '') return { plural: false, length: 0 };
  return letters === ending ? { plural: true, length: ending.length } : undefined;
}
