import type { Inspection, TermUse } from '../inspection/record';
import { captionAgrees } from '../text/agreement';
import { describe, type DescribeOptions } from '../text/describe';
import type { Glossary } from '../text/glossary/glossary';
import { normalise } from '../text/glossary/normalise';
import { severityOf } from '../text/glossary/severity';
import { unknownTerms } from '../text/glossary/unknown';
import { removeHedges } from '../text/hedges';
import { languageOfText, type TextLanguage } from '../text/language';
import { bookQuality } from './book';

export interface StandardiseOptions {
  glossary: Glossary;
  /** `auto`: Korean as soon as Hangul stands in the text. */
  language?: TextLanguage | 'auto';
  /** Default true. */
  removeHedges?: boolean;
}

export interface Standardised {
  text: string;
  terms: TermUse[];
  unknown: string[];
  hedges: string[];
}

/** A text in the standard terms of the glossary, by default without hedges. */
export function standardise(text: string, options: StandardiseOptions): Standardised {
  const language = !options.language || options.language === 'auto' ? languageOfText(text) : options.language;
  const asserted = options.removeHedges === false ? { text, removed: [] } : removeHedges(text, language);
  const { text: standard, terms } = normalise(asserted.text, options.glossary, language);
  return {
    text: standard,
    terms,
    unknown: unknownTerms(standard, options.glossary, language),
    hedges: asserted.removed,
  };
}

/**
 * The final wording of an inspection: fills `description` (template sentences, cause, action, terms) and the severity
 * of calibrated regions, and checks whether caption and judgement agree.
 */
export function word(
  inspection: Inspection,
  standardised: Pick<Standardised, 'terms' | 'unknown'> | undefined,
  glossary: Glossary,
  options: DescribeOptions = {},
): void {
  const term = inspection.judgement && glossary.termOf(inspection.judgement.label);
  for (const region of inspection.regions ?? []) {
    const severity = term && severityOf(term, region);
    if (severity) region.severity = severity;
  }
  const agreement = captionAgrees(inspection, glossary);
  if (agreement) bookQuality(inspection, [agreement]);
  const description = describe(inspection, glossary, options);
  inspection.description = {
    ...description,
    termsUsed: [...description.termsUsed, ...(standardised?.terms ?? [])],
    ...(standardised?.unknown.length && { unknownTerms: standardised.unknown }),
  };
}
