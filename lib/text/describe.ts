import { isUnknown } from '../inspection/open-set';
import type { Bilingual, Description, Inspection } from '../inspection/record';
import type { Glossary, Term } from './glossary/glossary';
import type { TextLanguage } from './language';
import { materialOf } from './materials';
import { isCounted } from './glossary/severity';
import { measuredDirection, measuredValue, quantityPhrase } from './quantity';
import sentences from './sentences.json';
import { fillTemplate } from './template';

export type SentenceKind = 'defect' | 'ok' | 'review' | 'look-alike' | 'unknown';
export type SentenceTemplates = Record<SentenceKind, string>;

/** The slots that a sentence template may hold. */
export const SLOTS = ['material', 'place', 'quantity', 'label', 'count'] as const;
type Slots = Partial<Record<(typeof SLOTS)[number], string>>;

export interface DescribeOptions {
  /** Of the inspected surface; without it the caption's own material word is taken. */
  material?: Bilingual;
  /** Replaces single sentence templates of a language. */
  templates?: Partial<Record<TextLanguage, Partial<SentenceTemplates>>>;
}

export const SENTENCES: Record<TextLanguage, SentenceTemplates> = sentences;

/**
 * The final sentence of an inspection in both languages, with cause and action of the defect's term.
 *
 * Every number comes from the measurement (`regions`, largest first), in mm only where calibrated; the caption gives
 * at most the material. An inspection without a judgement is described as undecided.
 */
export function describe(inspection: Inspection, glossary: Glossary, options: DescribeOptions = {}): Description {
  const { judgement, regions = [] } = inspection;
  const kind = kindOf(inspection);
  const term = judgement && glossary.termOf(judgement.label);
  const named = kind === 'defect' || kind === 'review' || kind === 'look-alike';
  const value = named && kind !== 'look-alike' && regions[0] ? measuredValue(term, regions[0]) : undefined;
  const material = options.material ?? materialOf(inspection.caption?.text);
  const sentence = (language: TextLanguage): string =>
    fillTemplate(options.templates?.[language]?.[kind] ?? SENTENCES[language][kind], {
      material: material?.[language],
      ...(named && defectSlots(inspection, term, value, language)),
    });
  const others = named ? countOf(inspection, term) : undefined;
  const blamed = kind === 'defect' || kind === 'review' ? term : undefined;
  return {
    en: sentence('en'),
    ko: sentence('ko'),
    termsUsed: named && term ? [{ id: term.id, code: term.code, from: judgement!.label.ko, to: term.ko }] : [],
    numbers: [value, value && measuredDirection(term, regions[0]!), others?.toString()].filter(
      (number) => number !== undefined,
    ),
    ...(blamed?.cause && { cause: blamed.cause }),
    ...(blamed?.action && { action: blamed.action }),
    glossary: { id: glossary.id, version: glossary.version, hash: glossary.hash },
  };
}

function kindOf({ judgement }: Inspection): SentenceKind {
  if (!judgement || isUnknown(judgement.reason)) return 'unknown';
  if (judgement.decision === 'ng') return 'defect';
  if (judgement.decision === 'ok') return 'ok';
  return judgement.reason === 'look-alike' ? 'look-alike' : 'review';
}

function defectSlots(
  inspection: Inspection,
  term: Term | undefined,
  value: string | undefined,
  language: TextLanguage,
): Slots {
  const { judgement, regions = [] } = inspection;
  return {
    label: term?.[language] ?? judgement!.label[language],
    place: regions[0]?.location[language],
    quantity: value && quantityPhrase(term, value, language, measuredDirection(term, regions[0]!)),
    count: countPhrase(countOf(inspection, term), term, language),
  };
}

/** How many regions the sentence tells of: all of a term that is counted, else those besides the largest. */
function countOf({ regions = [], measurement }: Inspection, term: Term | undefined): number | undefined {
  const total = measurement?.regions ?? regions.length;
  if (total < 2) return undefined;
  return isCounted(term) ? total : total - 1;
}

function countPhrase(count: number | undefined, term: Term | undefined, language: TextLanguage): string | undefined {
  if (count === undefined) return undefined;
  if (isCounted(term)) return language === 'ko' ? `${count}곳` : `${count} places`;
  return language === 'ko' ? `외 ${count}곳` : `and ${count} more`;
}
