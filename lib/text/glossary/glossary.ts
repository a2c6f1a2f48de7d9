import { createHash } from 'node:crypto';
import { FormIndex } from './forms';

/** How freely a variant is taken for its term: anywhere, only next to a word that speaks of defects, or never. */
export type Use = 'alone' | 'beside' | 'never';

export interface Variant {
  text: string;
  use: Use;
}

/** What a report quotes of a region that bears the term. */
export type Quote = 'length' | 'length+direction' | 'area' | 'size' | 'size+count' | 'count' | 'none';

export interface Term {
  id: string;
  /** Defect code of the plant, such as `SCR-01`, for MES. */
  code?: string;
  /** The standard names. */
  ko: string;
  en: string;
  variants: Variant[];
  enVariants: Variant[];
  /** English words for what can be seen, for models that know no Korean. */
  enVisual: string[];
  process?: string;
  /** Likely cause and what to do about it, Korean. */
  cause?: string;
  action?: string;
  quote: Quote;
  /** Up to here a region is minor; mm of its length, mm² of its area, by `quote`. */
  minorMm?: number;
  /** Up to here a region is major, above it critical. */
  majorMm?: number;
}

/** The terms of a plant: looked up by id, by name, and (through {@link findTerms}) in running text. */
export class Glossary {
  readonly korean: FormIndex;
  readonly english: FormIndex;
  /** SHA-256 of the terms, hexadecimal: equal hashes normalise alike. */
  readonly hash: string;
  private readonly byId: ReadonlyMap<string, Term>;

  constructor(
    readonly terms: readonly Term[],
    readonly id: string,
    readonly version: string,
  ) {
    this.byId = new Map(terms.map((term) => [term.id, term]));
    this.korean = new FormIndex(terms, ({ ko, variants }) => [{ text: ko, use: 'alone' }, ...variants]);
    this.english = new FormIndex(terms, ({ en, enVariants }) => [{ text: en, use: 'alone' }, ...enVariants]);
    this.hash = createHash('sha256').update(JSON.stringify(terms)).digest('hex');
  }

  term(id: string): Term | undefined {
    return this.byId.get(id);
  }

  /** The term of a label: by its id, else by its Korean or English name or variant. */
  termOf(label: { id: string; ko?: string; en?: string }): Term | undefined {
    return this.term(label.id) ?? this.korean.named(label.ko) ?? this.english.named(label.en);
  }

  /** English visual words for a Korean name; empty when the glossary does not know it. */
  visualWords(korean: string): string[] {
    const term = this.korean.named(korean);
    if (!term) return [];
    return term.enVisual.length > 0 ? term.enVisual : [term.en];
  }
}
