import { Tensor } from 'onnxruntime-node';
import type { EngineSettings } from '../../inference/settings';
import { InspectionError } from '../../inspection/errors';
import { openModel } from '../../models/folder';
import { copyPieces, type CopyPieces } from '../generation/copying';
import { CachedDecoder } from '../generation/decoder';
import { openGraph } from '../sessions';
import { loadOnce } from './load-once';
import { loadWriter, type Writer } from './writer';

/** A text encoder and a decoder in another language. Junczys-Dowmunt et al. 2018, "Marian". */
export interface MarianModel extends Writer {
  /** @returns a decoder that translates the sentence, good for one text @throws InspectionError ERR_OPTIONS (too long) */
  read(sentence: string): Promise<CachedDecoder>;
  copyPieces: CopyPieces;
}

/** @throws InspectionError ERR_MODEL_MISSING, ERR_MODEL_CHECKSUM, ERR_MODEL_LOAD, ERR_MODEL_SELFTEST */
export const loadMarian = loadOnce(async (name: string, settings: EngineSettings): Promise<MarianModel> => {
  const folder = await openModel(name, 'marian');
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
  await writer.test.run(folder.manifest.goldens, async (golden) => {
    if (golden.kind !== 'translate') return;
    writer.test.tokens(golden.text, writer.tokenizer.encode(golden.text), golden.input_ids);
    await writer.test.continuation(await read(golden.text), writer.rules.start, golden.token_ids);
  });
  return { ...writer, read, copyPieces: copyPieces(writer.tokenizer.pieces()) };
});
