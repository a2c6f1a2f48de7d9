import type { EngineSettings } from '../../inference/settings';
import { InspectionError } from '../../inspection/errors';
import type { CaptionText } from '../../inspection/record';
import type { ModelFolder } from '../../models/folder';
import type { Tokenizer } from '../../text/tokenizer';
import type { Hypothesis } from '../generation/beam-search';
import { loadRules, type GenerationRules } from '../generation/rules';
import { SelfTest } from '../self-test';
import { openGraph, type LoadedGraph } from '../sessions';
import { useOf } from './load-once';
import type { Testable } from './load-tested';
import { loadTokenizer } from './tokenizers';

/** What all models that write text have in common. */
export interface Writer extends Testable {
  tokenizer: Tokenizer;
  rules: GenerationRules;
  /** The model's rules with further words, in its own tokens, that must not be written. */
  rulesWithout(words?: string[]): GenerationRules;
  /** A generated sequence in words, after the words of the prompt's tokens. */
  tell(written: Hypothesis, prompt?: number[]): CaptionText;
}

export async function loadWriter(folder: ModelFolder, graphs: LoadedGraph[]): Promise<Writer> {
  const tokenizer = await loadTokenizer(folder);
  const rules = await loadRules(folder);
  const use = useOf(folder, graphs);
  return {
    use,
    tokenizer,
    rules,
    graphs,
    test: new SelfTest(use),
    rulesWithout(words = []) {
      const banned = words.map((word) => tokenizer.encode(word, { bare: true })).filter((tokens) => tokens.length > 0);
      return { ...rules, bannedWords: [...rules.bannedWords, ...banned] };
    },
    tell({ tokens, score }, prompt = []) {
      const words = tokens.filter((token) => !rules.end.includes(token));
      return { text: tokenizer.decode([...prompt, ...words]), tokens: words.length, score };
    },
  };
}

/**
 * Opens the graph that writes.
 *
 * @throws InspectionError as {@link openGraph}, and ERR_MODEL_LOAD for a graph without the cache that CachedDecoder keeps
 */
export async function openDecoder(folder: ModelFolder, settings: EngineSettings): Promise<LoadedGraph> {
  const graph = await openGraph(folder, 'decoder_model', settings, { yields: true });
  const { inputNames } = graph.session;
  if (inputNames.some((name) => name.startsWith('past.'))) return graph;
  const reason = `decoder_model reads ${inputNames.slice(0, 3).join(', ')} …, not past.* and cross.*`;
  throw new InspectionError('ERR_MODEL_LOAD', { model: folder.manifest.id, reason });
}
