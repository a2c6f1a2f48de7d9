import { Tensor } from 'onnxruntime-node';
import type { EngineSettings } from '../../inference/settings';
import type { ModelUse } from '../../inspection/record';
import { openModel } from '../../models/folder';
import { createTokenizer } from '../../text/tokenizer';
import { loadPreprocessor, type Preprocessor } from '../preprocess';
import { ramp, SelfTest } from '../self-test';
import { openGraph } from '../sessions';
import { normalise, rowsOf } from '../vector';
import { loadOnce, useOf } from './load-once';

/** Most pictures or texts of one run: bounds the memory of a batch. */
const LARGEST_BATCH = 16;

/** Two towers that put pictures and texts into one space. Radford et al. 2021, "Learning Transferable Visual Models". */
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
  /** @param pictures tensors of the preprocessor @returns one unit vector each */
  embedPictures(pictures: Float32Array[]): Promise<Float32Array[]>;
  /** @returns one unit vector each */
  embedTexts(texts: string[]): Promise<Float32Array[]>;
}

interface ClipConfig {
  text_config?: { max_position_embeddings?: number; pad_token_id?: number };
}

/** @throws InspectionError ERR_MODEL_MISSING, ERR_MODEL_CHECKSUM, ERR_MODEL_LOAD, ERR_MODEL_SELFTEST */
export const loadClip = loadOnce(async (name: string, settings: EngineSettings): Promise<ClipModel> => {
  const folder = await openModel(name, 'clip');
  const { manifest } = folder;
  const config = await folder.json<ClipConfig>('config.json');
  const tokenizer = createTokenizer(
    await folder.json('tokenizer.json'),
    await folder.optionalJson('tokenizer_config.json'),
  );
  const preprocessor = await loadPreprocessor(folder);
  const vision = await openGraph(folder, 'vision_model', settings, { yields: false });
  const text = await openGraph(folder, 'text_model', settings, { yields: false });
  const longest = config.text_config?.max_position_embeddings ?? 77;

  const tokensOf = (sentence: string) => {
    const ids = tokenizer.encode(sentence);
    return ids.length > longest ? [...ids.slice(0, longest - 1), ids.at(-1)!] : ids;
  };
  const embedTokens = async (rows: number[][]) => {
    const length = Math.max(...rows.map((ids) => ids.length));
    // The tower is causal and read at the first end token: what stands behind it does not matter.
    const padded = rows.flatMap((ids) => [...ids, ...Array<number>(length - ids.length).fill(ids.at(-1)!)]);
    const input_ids = new Tensor('int64', BigInt64Array.from(padded, BigInt), [rows.length, length]);
    const { text_embeds } = await text.session.run({ input_ids });
    return rowsOf(text_embeds!.data as Float32Array, rows.length).map(normalise);
  };

  const model: ClipModel = {
    use: useOf(folder, [vision, text]),
    preprocessor,
    logitScale: manifest.logit_scale ?? 100,
    logitBias: manifest.logit_bias ?? 0,
    scoring: manifest.scoring ?? 'softmax',
    textHash: text.sha256,
    batchInvariant: vision.precision !== 'int8',
    embedPictures: (pictures) =>
      inBatches(pictures, async (batch) => {
        const { width, height } = preprocessor;
        const values = new Float32Array(batch.length * 3 * width * height);
        batch.forEach((picture, index) => values.set(picture, index * picture.length));
        const pixel_values = new Tensor('float32', values, [batch.length, 3, height, width]);
        const { image_embeds } = await vision.session.run({ pixel_values });
        return rowsOf(image_embeds!.data as Float32Array, batch.length).map(normalise);
      }),
    embedTexts: (texts) => inBatches(texts.map(tokensOf), embedTokens),
  };

  const test = new SelfTest(model.use);
  await test.run(manifest.goldens, async (golden) => {
    if (golden.kind === 'vision') {
      const [computed] = await model.embedPictures([ramp(preprocessor.height, preprocessor.width)]);
      test.vector('the picture', computed!, golden);
    } else if (golden.kind === 'text') {
      test.tokens(golden.text, tokensOf(golden.text), golden.input_ids);
      const [computed] = await model.embedTexts([golden.text]);
      test.vector(`the text "${golden.text}"`, computed!, golden);
    }
  });
  return model;
});

async function inBatches<T, R>(items: T[], run: (batch: T[]) => Promise<R[]>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += LARGEST_BATCH) {
    results.push(...(await run(items.slice(start, start + LARGEST_BATCH))));
  }
  return results;
}
