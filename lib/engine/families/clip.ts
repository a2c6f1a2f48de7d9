import type { EngineSettings } from '../../inference/settings';
import type { ModelUse } from '../../inspection/record';
import { openModel } from '../../models/folder';
import { goldenPicture } from '../golden-pictures';
import { loadPreprocessor, type Preprocessor } from '../preprocess';
import { SelfTest } from '../self-test';
import { openGraph } from '../sessions';
import { loadOnce, useOf } from './load-once';
import { textFormOf, type TextConfig } from './text-form';
import { loadTokenizer } from './tokenizers';
import { pictureTower, textTower, type PictureTower, type TextTower } from './towers';

/**
 * Two towers that put pictures and texts into one space. Radford et al. 2021, "Learning Transferable Visual Models"; with
 * a sigmoid for each pair instead of a softmax over all: Zhai et al. 2023, "Sigmoid Loss for Language Image Pre-Training".
 */
export interface ClipModel {
  use: ModelUse;
  preprocessor: Preprocessor;
  logitScale: number;
  logitBias: number;
  scoring: 'softmax' | 'sigmoid';
  /** Names the text tower's weights, for caches. */
  textHash: string;
  /** Dynamic quantisation takes its range from the whole batch: a picture's result then depends on its company. */
  batchInvariant: boolean;
  /** @param pictures tensors of the preprocessor */
  embedPictures: PictureTower;
  embedTexts: TextTower['embed'];
}

/** @throws InspectionError ERR_MODEL_MISSING, ERR_MODEL_CHECKSUM, ERR_MODEL_LOAD, ERR_MODEL_SELFTEST */
export const loadClip = loadOnce(async (name: string, settings: EngineSettings): Promise<ClipModel> => {
  const folder = await openModel(name, 'clip');
  const { goldens, logit_scale = 100, logit_bias = 0, scoring = 'softmax' } = folder.manifest;
  const tokenizer = await loadTokenizer(folder);
  const form = textFormOf(folder.manifest, await folder.json<TextConfig>('config.json'), tokenizer);
  const preprocessor = await loadPreprocessor(folder);
  const vision = await openGraph(folder, 'vision_model', settings, { yields: false });
  const text = await openGraph(folder, 'text_model', settings, { yields: false });
  const pictures = pictureTower(vision.session, preprocessor);
  const texts = textTower(text.session, tokenizer, form);

  const use = useOf(folder, [vision, text]);
  const test = new SelfTest(use);
  await test.run(goldens, async (golden) => {
    if (golden.kind === 'vision') {
      const [computed] = await pictures([goldenPicture(golden.input, preprocessor.height, preprocessor.width)]);
      test.vector(`the picture "${golden.input}"`, computed!, golden);
    } else if (golden.kind === 'text') {
      test.tokens(golden.text, texts.tokensOf(golden.text), golden.input_ids);
      const [computed] = await texts.embed([golden.text]);
      test.vector(`the text "${golden.text}"`, computed!, golden);
    }
  });
  return {
    use,
    preprocessor,
    logitScale: logit_scale,
    logitBias: logit_bias,
    scoring,
    textHash: text.sha256,
    batchInvariant: vision.precision !== 'int8',
    embedPictures: pictures,
    embedTexts: texts.embed,
  };
});
