import type { Inspection } from '../inspection/record';
import { describe } from '../text/describe';
import { bookQuality, bookStage } from './book';
import type { StageContext } from './stage';
import { translate, type TranslateOptions, type Translation } from './translate';

/**
 * Korean for the caption of an inspection (or another English text about it): fills `caption.text_ko` and books the
 * checks. Where a number was lost or invented, or the model got stuck, the template sentence stands in, which takes
 * its numbers from the measurement.
 */
export async function translateCaption(
  { engine, inspection, signal }: Pick<StageContext, 'engine' | 'signal' | 'inspection'>,
  english: string,
  options: TranslateOptions,
): Promise<string> {
  const translation = await translate({ engine, signal, frameId: inspection.id }, english, options);
  bookStage(inspection, 'translate', translation);
  return bookTranslation(inspection, translation, options);
}

/** Checks without which a translation must not be shown. */
const UNUSABLE = new Set(['numbers-kept', 'translation-fluent']);

/** Takes a translation, fresh or remembered, over into the record; gives the text that stands there. */
export function bookTranslation(
  inspection: Inspection,
  { text, checks }: Pick<Translation, 'text' | 'checks'>,
  { glossary }: Pick<TranslateOptions, 'glossary'>,
): string {
  bookQuality(inspection, checks);
  const safe = checks.every(({ rule, passed }) => passed || !UNUSABLE.has(rule));
  const korean = safe ? text : describe(inspection, glossary).ko;
  if (inspection.caption) inspection.caption.text_ko = korean;
  return korean;
}
