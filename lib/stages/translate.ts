import type { Generation } from '../inference';
import type { ModelUse, QualityCheck, TermUse } from '../inspection/record';
import type { Glossary } from '../text/glossary/glossary';
import { findTerms } from '../text/glossary/find';
import { compareNumbers } from '../text/numbers';
import { plainWords } from '../text/plain-words';
import { protect, restore, type Protected } from '../text/protect';
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
  /** `numbers-kept`: none lost, none invented; `terms-kept`: every glossary term came over; `translation-fluent`: it is a sentence. */
  checks: QualityCheck[];
  /** How the sentences fared: those with placeholders, those whose placeholders the model lost, those left as plain words. */
  sentences: { hidden: number; lost: number; plain: number };
  model?: ModelUse;
  timings: Record<string, number>;
}

export const TRANSLATION: Generation = { numBeams: 4, maxNewTokens: 128 };

/**
 * English to Korean, sentence by sentence, with glossary terms, measured values and codes behind placeholders. A sentence
 * whose placeholders the model did not copy is translated once more as it is. Where that too changes a number or gets
 * stuck, its terms and numbers stand alone, in plain words.
 */
export async function translate(
  context: Pick<StageContext, 'engine' | 'signal'> & { frameId?: string },
  english: string,
  options: TranslateOptions,
): Promise<Translation> {
  const sentences = splitSentences(english).map((text): Sentence => ({
    text,
    hidden: protect(text, options.glossary),
  }));
  const first = await run(
    context,
    sentences.map(({ hidden }) => hidden.text),
    options,
  );
  sentences.forEach((sentence, index) => {
    const restored = restore(first.texts[index]!, sentence.hidden);
    sentence.lost = restored === undefined;
    if (restored && isFaithful(sentence.text, restored.text))
      Object.assign(sentence, { korean: restored.text, used: restored.used });
  });

  const unhidden = sentences.filter(({ korean, text, hidden }) => korean === undefined && text !== hidden.text);
  const second = await run(
    context,
    unhidden.map(({ text }) => text),
    options,
  );
  unhidden.forEach((sentence, index) => {
    if (isFaithful(sentence.text, second.texts[index]!)) sentence.korean = second.texts[index]!;
  });

  const korean = sentences.map(({ korean, hidden }) => korean ?? plainWords(hidden));
  const plain = sentences.filter(({ korean }) => korean === undefined);
  return {
    text: korean.join(' '),
    terms: sentences.flatMap(({ used = [] }) => used),
    checks: [checkNumbers(sentences, korean), checkTerms(sentences, korean, options.glossary), checkFluency(plain)],
    sentences: {
      hidden: sentences.filter(({ hidden }) => hidden.terms.length + hidden.values.length > 0).length,
      lost: sentences.filter(({ lost }) => lost).length,
      plain: plain.length,
    },
    model: first.model,
    timings: addTimings(first.timings, second.timings),
  };
}

interface Sentence {
  text: string;
  hidden: Protected;
  /** Whether the model lost placeholders. */
  lost?: boolean;
  korean?: string;
  used?: TermUse[];
}

/** Whether a translation keeps the numbers; a decoder that meets words it never learnt may also repeat one until its tokens are used up. */
function isFaithful(english: string, korean: string): boolean {
  return compareNumbers(english, korean).kept && repeatedWord(korean.split(/\s+/)) === undefined;
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

function checkNumbers(sentences: Sentence[], korean: string[]): QualityCheck {
  const wrong = sentences.flatMap(({ text }, index) => {
    const { lost, invented } = compareNumbers(text, korean[index]!);
    return [...lost.map((number) => `−${number}`), ...invented.map((number) => `+${number}`)];
  });
  return { rule: 'numbers-kept', passed: wrong.length === 0, ...(wrong.length > 0 && { detail: wrong.join(', ') }) };
}

function checkTerms(sentences: Sentence[], korean: string[], glossary: Glossary): QualityCheck {
  const lost = sentences.flatMap(({ hidden }, index) => {
    const found = new Set(findTerms(korean[index]!, glossary, 'ko').map(({ term }) => term.id));
    return hidden.terms.filter(({ term }) => !found.has(term.id)).map(({ from }) => from);
  });
  return { rule: 'terms-kept', passed: lost.length === 0, ...(lost.length > 0 && { detail: lost.join(', ') }) };
}

function checkFluency([plain]: Sentence[]): QualityCheck {
  return { rule: 'translation-fluent', passed: plain === undefined, ...(plain && { detail: plain.text }) };
}

function addTimings(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  const sum = { ...one };
  for (const [stage, ms] of Object.entries(other)) sum[stage] = (sum[stage] ?? 0) + ms;
  return sum;
}
