import type { Generation } from '../inference';
import type { ModelUse, QualityCheck, TermUse } from '../inspection/record';
import type { Glossary } from '../text/glossary/glossary';
import { findTerms } from '../text/glossary/find';
import { compareNumbers } from '../text/numbers';
import { protectTerms, restoreTerms, type Protected } from '../text/protect';
import { repeatedWord } from '../text/quality';
import { splitSentences } from '../text/sentences';
import type { StageContext } from './stage';

export interface TranslateOptions {
  model: string;
  glossary: Glossary;
  generation: Generation;
}

export interface Translation {
  text: string;
  terms: TermUse[];
  /** `numbers-kept`: none lost, none invented; `terms-kept`: every glossary term came over; `translation-fluent`: no word stuck. */
  checks: QualityCheck[];
  model?: ModelUse;
  timings: Record<string, number>;
}

export const TRANSLATION: Generation = { numBeams: 4, maxNewTokens: 128 };

/**
 * English to Korean, sentence by sentence, with glossary terms behind placeholders. A sentence whose placeholders the
 * model did not copy is translated once more as it is.
 */
export async function translate(
  context: Pick<StageContext, 'engine' | 'signal'> & { frameId?: string },
  english: string,
  options: TranslateOptions,
): Promise<Translation> {
  const sentences = splitSentences(english);
  const guarded = sentences.map((sentence) => protectTerms(sentence, options.glossary));
  const first = await run(
    context,
    guarded.map(({ text }) => text),
    options,
  );
  const restored = first.texts.map((text, index) => restoreTerms(text, guarded[index]!));
  const open = sentences.filter((_, index) => restored[index] === undefined);
  const second = open.length > 0 ? await run(context, open, options) : undefined;

  const plain = second?.texts.values();
  const korean = restored.map((sentence) => sentence?.text ?? plain!.next().value!);
  return {
    text: korean.join(' '),
    terms: restored.flatMap((sentence) => sentence?.used ?? []),
    checks: [checkNumbers(sentences, korean), checkTerms(guarded, korean, options.glossary), checkFluency(korean)],
    model: first.model,
    timings: addTimings(first.timings, second?.timings),
  };
}

async function run(
  { engine, signal, frameId }: Pick<StageContext, 'engine' | 'signal'> & { frameId?: string },
  texts: string[],
  { model, generation }: TranslateOptions,
): Promise<{ texts: string[]; model?: ModelUse; timings: Record<string, number> }> {
  if (texts.length === 0) return { texts, timings: {} };
  const { output, timings } = await engine.run('translate', { texts, model, generation }, { signal, frameId });
  return { texts: output.texts.map(({ text }) => text.trim()), model: output.model, timings };
}

function checkNumbers(english: string[], korean: string[]): QualityCheck {
  const wrong = english.flatMap((sentence, index) => {
    const { lost, invented } = compareNumbers(sentence, korean[index]!);
    return [...lost.map((number) => `−${number}`), ...invented.map((number) => `+${number}`)];
  });
  return { rule: 'numbers-kept', passed: wrong.length === 0, ...(wrong.length > 0 && { detail: wrong.join(', ') }) };
}

function checkTerms(english: Protected[], korean: string[], glossary: Glossary): QualityCheck {
  const lost = english.flatMap(({ terms }, index) => {
    const found = new Set(findTerms(korean[index]!, glossary, 'ko').map(({ term }) => term.id));
    return terms.filter(({ term }) => !found.has(term.id)).map(({ from }) => from);
  });
  return { rule: 'terms-kept', passed: lost.length === 0, ...(lost.length > 0 && { detail: lost.join(', ') }) };
}

/** A decoder that meets words it never learnt may repeat one until its tokens are used up. */
function checkFluency(korean: string[]): QualityCheck {
  const stuck = korean.map((sentence) => repeatedWord(sentence.split(/\s+/))).find(Boolean);
  return { rule: 'translation-fluent', passed: stuck === undefined, ...(stuck && { detail: stuck }) };
}

function addTimings(one: Record<string, number>, other: Record<string, number> = {}): Record<string, number> {
  const sum = { ...one };
  for (const [stage, ms] of Object.entries(other)) sum[stage] = (sum[stage] ?? 0) + ms;
  return sum;
}
