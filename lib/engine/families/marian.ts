import { Tensor } from 'onnxruntime-node';
import type { EngineSettings } from '../../inference/settings';
import { InspectionError } from '../../inspection/errors';
import type { ModelFolder } from '../../models/folder';
import type { Golden } from '../../models/manifest';
import { copyPieces, type CopyPieces } from '../generation/copying';
import { CachedDecoder } from '../generation/decoder';
import { likeliest } from '../self-test';
import { openGraph } from '../sessions';
import { loadTested } from './load-tested';
import { loadWriter, type Writer } from './writer';

/** A text encoder and a decoder in another language. Junczys-Dowmunt et al. 2018, "Marian". */
export interface MarianModel extends Writer {
  /** @returns a decoder that translates the sentence, good for one text @throws InspectionError ERR_OPTIONS (too long) */
  read(sentence: string): Promise<CachedDecoder>;
  copyPieces: CopyPieces;
}

/** What other devices are asked, and most tokens of the answer. */
const TEXT = 'There is a scratch on the metal surface.';
const LENGTH = 16;

export const loadMarian = loadTested<MarianModel>('marian', { open, check, answer });

async function open(folder: ModelFolder, settings: EngineSettings): Promise<MarianModel> {
  const encoder = await openGraph(folder, 'encoder_model', settings, { yields: true });
  const decoder = await openGraph(folder, 'decoder_model', settings, { yields: true });
  const writer = await loadWriter(folder, [encoder, decoder]);

  const read = async (sentence: string) => {
    const ids = writer.tokenizer.encode(sentence);
    if (ids.length > writer.rules.positions) {
      const reason = `${ids.length} tokens in one sentence, the model reads ${writer.rules.positions}`;
      throw new InspectionError('ERR_OPTIONS', { option: 'text', reason });
    }
    const input_ids = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    return new CachedDecoder(decoder.session, await encoder.session.run({ input_ids }));
  };
  return { ...writer, read, copyPieces: copyPieces(writer.tokenizer.pieces()) };
}

async function check({ test, tokenizer, rules, read }: MarianModel, golden: Golden): Promise<void> {
  if (golden.kind !== 'translate') return;
  test.tokens(golden.text, tokenizer.encode(golden.text), golden.input_ids);
  await test.continuation(await read(golden.text), rules.start, golden.token_ids);
}

async function answer({ tokenizer, rules, read }: MarianModel): Promise<Golden[]> {
  const token_ids = await likeliest(await read(TEXT), rules, LENGTH);
  const input_ids = tokenizer.encode(TEXT);
  return [{ kind: 'translate', text: TEXT, input_ids, token_ids, output: tokenizer.decode(token_ids) }];
}
