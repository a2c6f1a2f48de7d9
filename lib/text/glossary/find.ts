import { isHangul } from '../hangul';
import { pluralOf, readPlural } from '../plural';
import type { TextLanguage } from '../language';
import { standsBesideDefect, standsBesideEnglishDefect } from './context';
import type { Form } from './forms';
import type { Glossary, Term } from './glossary';
import { isLead, readTail } from './tail';

/** A term as it stands in a text. */
export interface TermMatch {
  term: Term;
  /** Positions of the term without its particle. */
  start: number;
  end: number;
  /** The standard name in the number of the text. */
  standard: string;
  /** The particle right behind it that must fit, empty when there is none. */
  particle: string;
  plural: boolean;
}

/** The terms of a text in order, the longest form first where several begin at one place. */
export function findTerms(text: string, glossary: Glossary, language: TextLanguage): TermMatch[] {
  const at = language === 'ko' ? koreanAt : englishAt;
  const matches: TermMatch[] = [];
  for (let position = 0; position < text.length; position++) {
    const match = at(text, position, glossary);
    if (!match) continue;
    matches.push(match);
    position = match.end + match.particle.length - 1;
  }
  return matches;
}

function koreanAt(text: string, start: number, glossary: Glossary): TermMatch | undefined {
  const before = /[가-힣]*$/.exec(text.slice(Math.max(0, start - 20), start))![0];
  if (isHangul(text[start]) && before && !isLead(before)) return undefined;
  for (const form of glossary.korean.startingWith(text[start]!)) {
    if (before && form.text.length === 1) continue;
    const end = endOf(form, text, start);
    if (end === undefined) continue;
    const tail = readTail(/^[가-힣]*/.exec(text.slice(end))![0], form.text);
    if (!tail) continue;
    const isDefect = (word: string) => glossary.korean.begins(word);
    if (form.use === 'beside' && !standsBesideDefect(text.slice(0, start), text.slice(end), isDefect)) continue;
    const { term } = form;
    return { term, start, end, standard: term.ko, particle: tail.varying, plural: false };
  }
  return undefined;
}

function englishAt(text: string, start: number, glossary: Glossary): TermMatch | undefined {
  if (/[\p{L}\p{N}]/u.test(text[start - 1] ?? '')) return undefined;
  for (const form of glossary.english.startingWith(text[start]!)) {
    const stem = endOf(form, text, start);
    if (stem === undefined) continue;
    const ending = readPlural(text.slice(start, stem), text.slice(stem));
    if (!ending) continue;
    const end = stem + ending.length;
    const isDefect = (word: string) => glossary.english.begins(word);
    if (form.use === 'beside' && !standsBesideEnglishDefect(text.slice(0, start), text.slice(end), isDefect)) continue;
    const standard = ending.plural ? pluralOf(form.term.en) : form.term.en;
    return { term: form.term, start, end, standard, particle: '', plural: ending.plural };
  }
  return undefined;
}

function endOf(form: Form, text: string, start: number): number | undefined {
  form.pattern.lastIndex = start;
  return form.pattern.test(text) ? form.pattern.lastIndex : undefined;
}
