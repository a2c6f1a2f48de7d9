import type { Term, Use, Variant } from './glossary';

/** One way a term may be written. */
export interface Form {
  term: Term;
  text: string;
  use: Use;
  /** Matches the form where `lastIndex` points (sticky); blanks within it may be missing or a hyphen. */
  pattern: RegExp;
}

/** The written forms of all terms that are ever replaced, found by their first character, longest first. */
export class FormIndex {
  private readonly byStart = new Map<string, Form[]>();
  private readonly byName = new Map<string, Term>();

  constructor(terms: readonly Term[], formsOf: (term: Term) => Variant[]) {
    for (const term of terms) {
      for (const { text, use } of formsOf(term)) {
        if (!text || use === 'never') continue;
        this.byName.set(nameKey(text), term);
        const start = text[0]!.toLowerCase();
        const forms = this.byStart.get(start) ?? [];
        forms.push({ term, text, use, pattern: patternOf(text) });
        this.byStart.set(start, forms);
      }
    }
    for (const forms of this.byStart.values()) forms.sort((a, b) => b.text.length - a.text.length);
  }

  /** The forms that may begin with this character. */
  startingWith(character: string): readonly Form[] {
    return this.byStart.get(character.toLowerCase()) ?? [];
  }

  /** Whether the word is, or begins with, a form that counts by itself. */
  begins(word: string): boolean {
    const plain = nameKey(word);
    return this.startingWith(plain[0] ?? '').some(
      ({ text, use }) => use === 'alone' && plain.startsWith(nameKey(text)),
    );
  }

  /** The term with exactly this standard name or variant; case and blanks do not count. */
  named(name: string | undefined): Term | undefined {
    return name ? this.byName.get(nameKey(name)) : undefined;
  }
}

export function nameKey(text: string): string {
  return text.toLowerCase().replace(/[\s-]+/g, '');
}

function patternOf(text: string): RegExp {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(escaped.replace(/[\s-]+/g, '[\\s-]?'), 'iy');
}
