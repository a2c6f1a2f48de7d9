export interface Rule {
  /** Global; what its first group holds is kept in the sentence in some form, the rest goes. */
  pattern: RegExp;
  /** A replacement in the sense of `String.replace`. */
  by: string | ((...match: string[]) => string);
}

/** Applies the rules in order; `removed` lists what each one took out, as it stood. */
export function rewrite(text: string, rules: readonly Rule[]): { text: string; removed: string[] } {
  const removed: string[] = [];
  let result = text;
  for (const { pattern, by } of rules) {
    result = result.replace(pattern, (...found: string[]) => {
      removed.push(takenOut(found));
      return typeof by === 'function' ? by(...found) : expand(by, found);
    });
  }
  return { text: result, removed };
}

function takenOut([whole, kept]: string[]): string {
  const gone = typeof kept === 'string' ? whole!.replace(kept, '') : whole!;
  return gone.replace(/^[\s,]+|[\s,]+$/g, '');
}

function expand(by: string, found: string[]): string {
  return by.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
}

/** One space between words, none before punctuation or at the ends. */
export function tidySpaces(text: string): string {
  return text
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/[ \t]+([.,;!?])/g, '$1')
    .trim();
}
