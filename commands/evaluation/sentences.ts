import { chrf } from '../../lib/evaluation/chrf';
import type { LabelledSentence } from '../../lib/evaluation/dataset/manifest';
import { median, percentile } from '../../lib/evaluation/ranking';
import type { Engine } from '../../lib/inference';
import type { ModelUse } from '../../lib/inspection/record';
import { translate, type TranslateOptions, type Translation } from '../../lib/stages/translate';
import { compareNumbers, numbersIn, type NumberCheck } from '../../lib/text/numbers';

/** What the product made of one labelled sentence. */
export interface SentenceOutcome {
  truth: LabelledSentence;
  given?: Translation;
  error?: string;
  /** Wall time, ms. */
  latency?: number;
}

export async function evaluateSentence(
  engine: Engine,
  options: TranslateOptions,
  truth: LabelledSentence,
): Promise<SentenceOutcome> {
  try {
    const started = performance.now();
    const given = await translate({ engine }, truth.en, options);
    return { truth, given, latency: performance.now() - started };
  } catch (thrown) {
    return { truth, error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

interface SentenceFigures {
  n: number;
  /** Shares of the sentences whose Korean is known. */
  exact: number | null;
  chrf: number | null;
  /** Shares of the sentences with numbers, those written as words included. Plain words lose none, but are no translation. */
  numbers_kept: number | null;
  number_lost: number | null;
  /** Share of all sentences. */
  number_invented: number | null;
  /** Share of the sentences that had something behind placeholders. */
  placeholders_kept: number | null;
  /** Share left as plain words, in whose place the line shows its template sentence. */
  plain_words: number | null;
}

/** The machine-readable figures of `evaluate` over sentences; what cannot be computed is null, never 0. */
export interface SentenceSummary extends SentenceFigures {
  errors: number;
  per_source: Record<string, SentenceFigures>;
  latency_ms: { p50: number | null; p99: number | null };
  models: Record<string, ModelUse>;
  /** The first sentences that differ from their Korean, or whose numbers changed. */
  misses: { en: string; ko?: string; given: string }[];
}

const MISSES = 50;

export function summariseSentences(outcomes: SentenceOutcome[]): SentenceSummary {
  const done = outcomes.filter((outcome): outcome is Done => outcome.given !== undefined);
  const latencies = done.map(({ latency }) => latency!);
  const model = done[0]?.given.model;
  const sources = Map.groupBy(done, ({ truth }) => truth.source ?? 'all');
  return {
    ...figures(done),
    errors: outcomes.length - done.length,
    per_source: Object.fromEntries([...sources].map(([name, own]) => [name, figures(own)])),
    latency_ms: { p50: median(latencies), p99: percentile(latencies, 0.99) },
    models: model ? { translate: model } : {},
    misses: done
      .filter((outcome) => !isExact(outcome) || !numbersOf(outcome).kept)
      .slice(0, MISSES)
      .map(({ truth, given }) => ({ en: truth.en, ko: truth.ko, given: given.text })),
  };
}

type Done = SentenceOutcome & { given: Translation };

function figures(done: Done[]): SentenceFigures {
  const known = done.filter(({ truth }) => truth.ko !== undefined);
  const numbered = done.filter(({ truth }) => numbersIn(truth.en).length > 0);
  const hidden = done.filter(({ given }) => given.sentences.hidden > 0);
  return {
    n: done.length,
    exact: share(known, isExact),
    chrf: chrf(known.map(({ truth, given }) => ({ reference: truth.ko!, given: given.text }))),
    numbers_kept: share(numbered, (outcome) => outcome.given.sentences.plain === 0 && numbersOf(outcome).kept),
    number_lost: share(numbered, (outcome) => numbersOf(outcome).lost.length > 0),
    number_invented: share(done, (outcome) => numbersOf(outcome).invented.length > 0),
    placeholders_kept: share(hidden, ({ given }) => given.sentences.lost === 0),
    plain_words: share(done, ({ given }) => given.sentences.plain > 0),
  };
}

const isExact = ({ truth, given }: Done) => truth.ko === undefined || truth.ko === given.text;
const numbersOf = ({ truth, given }: Done): NumberCheck => compareNumbers(truth.en, given.text);

function share<T>(of: T[], holds: (one: T) => boolean): number | null {
  return of.length === 0 ? null : of.filter(holds).length / of.length;
}
