import { Tensor } from 'onnxruntime-node';
import type { EngineSettings } from '../../inference/settings';
import { openModel } from '../../models/folder';
import { CachedDecoder } from '../generation/decoder';
import { goldenPicture } from '../golden-pictures';
import { loadPreprocessor, type Preprocessor } from '../preprocess';
import { openGraph } from '../sessions';
import { loadOnce } from './load-once';
import { loadWriter, type Writer } from './writer';

/** A picture tower and a text decoder that looks at it. Li et al. 2022, "BLIP". */
export interface BlipModel extends Writer {
  preprocessor: Preprocessor;
  /** @param picture tensor of the preprocessor @returns a decoder that describes it, good for one text */
  look(picture: Float32Array): Promise<CachedDecoder>;
}

/** @throws InspectionError ERR_MODEL_MISSING, ERR_MODEL_CHECKSUM, ERR_MODEL_LOAD, ERR_MODEL_SELFTEST */
export const loadBlip = loadOnce(async (name: string, settings: EngineSettings): Promise<BlipModel> => {
  const folder = await openModel(name, 'blip');
  const preprocessor = await loadPreprocessor(folder);
  const vision = await openGraph(folder, 'vision_model', settings, { yields: true });
  const decoder = await openGraph(folder, 'decoder_model', settings, { yields: true });
  const writer = await loadWriter(folder, [vision, decoder]);

  const { width, height } = preprocessor;
  const look = async (picture: Float32Array) => {
    const cross = await vision.session.run({ pixel_values: new Tensor('float32', picture, [1, 3, height, width]) });
    return new CachedDecoder(decoder.session, cross);
  };
  await writer.test.run(folder.manifest.goldens, async (golden) => {
    if (golden.kind !== 'caption') return;
    const decoder = await look(goldenPicture(golden.input, height, width));
    await writer.test.continuation(decoder, writer.rules.start, golden.token_ids);
  });
  return { ...writer, preprocessor, look };
});
