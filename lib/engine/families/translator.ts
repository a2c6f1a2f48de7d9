import { Tensor } from 'onnxruntime-node';
import type { Direction } from '../../inference/jobs';
import type { EngineSettings } from '../../inference/settings';
import { InspectionError } from '../../inspection/errors';
import type { ModelFolder } from '../../models/folder';
import type { Family, Golden } from '../../models/manifest';
import { copyPieces, type CopyPieces } from '../generation/copying';
import { CachedDecoder } from '../generation/decoder';
import type { GenerationRules } from '../generation/rules';
import { likeliest } from '../self-test';
import { openGraph } from '../sessions';
import type { Load } from './load-once';
import { loadTested } from './load-tested';
import { loadWriter, openDecoder, type Writer } from './writer';

/** A text encoder and a decoder in another language. Where no direction is told it is English to Korean. */
export interface Translator extends Writer {
  /** Tokens of the sentence as the encoder reads them. @throws InspectionError ERR_OPTIONS (no such language) */
  tokensOf(sentence: string, direction?: Direction): number[];
  /** @returns a decoder that translates the sentence, good for one text @throws InspectionError ERR_OPTIONS (too long) */
  read(sentence: string, direction?: Direction): Promise<CachedDecoder>;
  /** The model's rules for translations of this direction, with further words that must not be written. */
  rulesFor(direction?: Direction, banned?: string[]): GenerationRules;
  copyPieces: CopyPieces;
}

/** How a family is told its languages. */
export interface Tongue {
  /** Tokens of the sentence as the encoder reads them. */
  tokensOf(sentence: string, direction: Direction): number[];
  /** The token that a translation must begin with. */
  opening?(direction: Direction): number;
}

const DEFAULT: Direction = { from: 'en', to: 'ko' };

/** What other devices are asked, and most tokens of the answer. */
const TEXT = 'There is a scratch on the metal surface.';
const LENGTH = 16;

/** The loader of a family. */
export function translatorLoader(family: Family, tongueOf: (writer: Writer) => Tongue): Load<Translator> {
  return loadTested<Translator>(family, {
    open: (folder, settings) => open(folder, settings, tongueOf),
    check,
    answer,
  });
}

async function open(
  folder: ModelFolder,
  settings: EngineSettings,
  tongueOf: (writer: Writer) => Tongue,
): Promise<Translator> {
  const encoder = await openGraph(folder, 'encoder_model', settings, { yields: true });
  const decoder = await openDecoder(folder, settings);
  const writer = await loadWriter(folder, [encoder, decoder]);
  const { opening, ...tongue } = tongueOf(writer);

  const tokensOf = (sentence: string, direction = DEFAULT) => tongue.tokensOf(sentence, direction);
  const read = async (sentence: string, direction = DEFAULT) => {
    const ids = tokensOf(sentence, direction);
    if (ids.length > writer.rules.positions) {
      const reason = `${ids.length} tokens in one sentence, the model reads ${writer.rules.positions}`;
      throw new InspectionError('ERR_OPTIONS', { option: 'text', reason });
    }
    const input_ids = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    return new CachedDecoder(decoder.session, await encoder.session.run({ input_ids }));
  };
  const rulesFor = (direction = DEFAULT, banned?: string[]) => {
    const rules = writer.rulesWithout(banned);
    return opening ? { ...rules, forcedStart: opening(direction) } : rules;
  };
  return { ...writer, tokensOf, read, rulesFor, copyPieces: copyPieces(writer.tokenizer.pieces()) };
}

/** The tokens that every translation of this direction begins with. */
function promptOf({ rulesFor }: Translator, direction?: Direction): number[] {
  const { start, forcedStart } = rulesFor(direction);
  return forcedStart === undefined ? [start] : [start, forcedStart];
}

async function check(model: Translator, golden: Golden): Promise<void> {
  if (golden.kind !== 'translate') return;
  const { text, direction, input_ids, token_ids } = golden;
  model.test.tokens(text, model.tokensOf(text, direction), input_ids);
  await model.test.continuation(await model.read(text, direction), promptOf(model, direction), token_ids);
}

async function answer(model: Translator): Promise<Golden[]> {
  const token_ids = await likeliest(await model.read(TEXT), promptOf(model), model.rules.end, LENGTH);
  const [input_ids, output] = [model.tokensOf(TEXT), model.tokenizer.decode(token_ids)];
  return [{ kind: 'translate', text: TEXT, input_ids, token_ids, output }];
}
