import { Tensor } from 'onnxruntime-node';
import type { EngineSettings } from '../../inference/settings';
import type { ModelFolder } from '../../models/folder';
import type { Golden, GoldenPicture } from '../../models/manifest';
import { CachedDecoder } from '../generation/decoder';
import { GOLDEN_PICTURES, goldenPicture } from '../golden-pictures';
import { loadPreprocessor, type Preprocessor } from '../preprocess';
import { likeliest } from '../self-test';
import { openGraph } from '../sessions';
import { loadTested } from './load-tested';
import { loadWriter, openDecoder, type Writer } from './writer';

/** A picture tower and a text decoder that looks at it. Li et al. 2022, "BLIP". */
export interface BlipModel extends Writer {
  preprocessor: Preprocessor;
  /** @param picture tensor of the preprocessor @returns `cross.{layer}.key|value`: what a decoder looks at */
  see(picture: Float32Array): Promise<Record<string, Tensor>>;
  /** @param picture tensor of the preprocessor @returns a decoder that describes it, good for one text */
  look(picture: Float32Array): Promise<CachedDecoder>;
}

/** Tokens of a caption that other devices are held to. */
const LENGTH = 8;

export const loadBlip = loadTested<BlipModel>('blip', { open, check, answer });

async function open(folder: ModelFolder, settings: EngineSettings): Promise<BlipModel> {
  const preprocessor = await loadPreprocessor(folder);
  const vision = await openGraph(folder, 'vision_model', settings, { yields: true });
  const decoder = await openDecoder(folder, settings);
  const writer = await loadWriter(folder, [vision, decoder]);

  const { width, height } = preprocessor;
  const see = (picture: Float32Array): Promise<Record<string, Tensor>> =>
    vision.session.run({ pixel_values: new Tensor('float32', picture, [1, 3, height, width]) });
  const look = async (picture: Float32Array) => new CachedDecoder(decoder.session, await see(picture));
  return { ...writer, preprocessor, see, look };
}

const seen = ({ preprocessor, look }: BlipModel, input: GoldenPicture) =>
  look(goldenPicture(input, preprocessor.height, preprocessor.width));

async function check(model: BlipModel, golden: Golden): Promise<void> {
  if (golden.kind !== 'caption') return;
  await model.test.continuation(await seen(model, golden.input), [model.rules.start], golden.token_ids);
}

async function answer(model: BlipModel): Promise<Golden[]> {
  const goldens: Golden[] = [];
  for (const input of GOLDEN_PICTURES) {
    const token_ids = await likeliest(await seen(model, input), [model.rules.start], model.rules.end, LENGTH);
    goldens.push({ kind: 'caption', input, token_ids });
  }
  return goldens;
}
