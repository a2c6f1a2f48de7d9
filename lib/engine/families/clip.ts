import type { EngineSettings } from '../../inference/settings';
import { hashOf } from '../../hash';
import type { ModelFolder } from '../../models/folder';
import { hasGraph, mostPrecise } from '../../models/graph';
import type { Golden, GoldenPicture } from '../../models/manifest';
import { GOLDEN_PICTURES, goldenPicture } from '../golden-pictures';
import { loadPreprocessor, type Preprocessor } from '../preprocess';
import { SelfTest } from '../self-test';
import { openGraph, type SessionNeeds } from '../sessions';
import { normalise } from '../../vector';
import { useOf } from './load-once';
import { loadTested, type Testable } from './load-tested';
import { textFormOf, type TextConfig } from './text-form';
import { loadTokenizer } from './tokenizers';
import {
  glanceTower,
  patchTower,
  pictureTower,
  textTower,
  type Glance,
  type PatchTower,
  type Looked,
  type PictureTower,
  type TextTower,
} from './towers';

/**
 * Two towers that put pictures and texts into one space. Radford et al. 2021, "Learning Transferable Visual Models"; with
 * a sigmoid for each pair instead of a softmax over all: Zhai et al. 2023, "Sigmoid Loss for Language Image Pre-Training".
 */
export interface ClipModel extends Testable {
  preprocessor: Preprocessor;
  logitScale: number;
  logitBias: number;
  scoring: 'softmax' | 'sigmoid';
  /** SHA-256 of model and preprocessing, whatever the precision. */
  picturesHash: string;
  /** Names the text tower's weights, for caches. */
  textHash: string;
  /** Dynamic quantisation takes its range from the whole batch: a picture's result then depends on its company. */
  batchInvariant: boolean;
  /** @param pictures tensors of the preprocessor */
  embedPictures: PictureTower;
  /** Absent where the model brings no graph of what is compared with good parts. */
  lookAtPictures?: PatchTower;
  glanceAtPictures(pictures: Float32Array[]): Promise<Glance[]>;
  /** Whether a glance tells of the cells, too. */
  tellsOfCells: boolean;
  embedTexts: TextTower['embed'];
  tokensOf: TextTower['tokensOf'];
}

/** Of a unit vector's values, for precision and order of summation on another device. */
const TOLERANCE = 0.02;
/** The graph whose features of every cell are compared with those of good parts. */
const PATCHES = 'patch_model';
const TEXTS = ['a photo of a scratch on a metal surface', '흠이 없는 표면'];

export const loadClip = loadTested<ClipModel>('clip', { open, check, answer });

async function open(folder: ModelFolder, settings: EngineSettings): Promise<ClipModel> {
  const { logit_scale = 100, logit_bias = 0, scoring = 'softmax' } = folder.manifest;
  const preprocessor = await loadPreprocessor(folder);
  const vision = await openGraph(folder, 'vision_model', settings, { yields: false });
  const { text, texts } = await openTexts(folder, settings, { yields: false });
  const patches = hasGraph(folder, PATCHES) && (await openGraph(folder, PATCHES, settings, { yields: false }));
  const graphs = [vision, text, ...(patches ? [patches] : [])];
  const use = useOf(folder, [vision, text]);
  return {
    use,
    graphs,
    test: new SelfTest(use),
    preprocessor,
    logitScale: logit_scale,
    logitBias: logit_bias,
    scoring,
    picturesHash: await picturesHashOf(folder),
    textHash: text.sha256,
    batchInvariant: vision.precision !== 'int8',
    embedPictures: pictureTower(vision.session, preprocessor),
    ...(patches && { lookAtPictures: patchTower(vision.session, patches.session, preprocessor) }),
    glanceAtPictures: glanceTower(vision.session, preprocessor),
    tellsOfCells: vision.session.outputNames.includes('defect_odds'),
    embedTexts: texts.embed,
    tokensOf: texts.tokensOf,
  };
}

export async function openTexts(folder: ModelFolder, settings: EngineSettings, needs: SessionNeeds) {
  const tokenizer = await loadTokenizer(folder);
  const form = textFormOf(folder.manifest, await folder.json<TextConfig>('config.json'), tokenizer);
  const text = await openGraph(folder, 'text_model', settings, needs);
  return { text, texts: textTower(text.session, tokenizer, form) };
}

/** A commit of the hub names the weights, in whatever precision they were pulled; a date may name two exports. */
async function picturesHashOf(folder: ModelFolder): Promise<string> {
  const { id, revision, source } = folder.manifest;
  const graphs = ['vision_model', PATCHES].filter((name) => hasGraph(folder, name));
  const weights = source ? [] : graphs.map((name) => mostPrecise(folder, name));
  return hashOf([id, revision, await folder.json('preprocessor_config.json'), ...weights]);
}

const seen = ({ preprocessor, embedPictures }: ClipModel, input: GoldenPicture) =>
  embedPictures([goldenPicture(input, preprocessor.height, preprocessor.width)]);

async function check(model: ClipModel, golden: Golden): Promise<void> {
  if (golden.kind === 'vision') {
    const [computed] = await seen(model, golden.input);
    model.test.vector(`the picture "${golden.input}"`, computed!, golden);
  } else if (golden.kind === 'patches') {
    const { preprocessor, lookAtPictures } = model;
    const [looked] = await lookAtPictures!([goldenPicture(golden.input, preprocessor.height, preprocessor.width)]);
    model.test.vector(`the cells of the picture "${golden.input}"`, middleOf(looked!), golden);
  } else if (golden.kind === 'text') {
    model.test.tokens(golden.text, model.tokensOf(golden.text), golden.input_ids);
    const [computed] = await model.embedTexts([golden.text]);
    model.test.vector(`the text "${golden.text}"`, computed!, golden);
  }
}

/** Unit vector of odds and features of the cell in the middle. */
function middleOf({ patches, odds, channels, columns }: Looked): Float32Array {
  const cells = patches.length / channels;
  const middle = Math.floor(cells / columns / 2) * columns + Math.floor(columns / 2);
  const features = Array.from({ length: channels }, (_, channel) => patches[channel * cells + middle]!);
  return normalise(Float32Array.of(odds[middle]!, ...features));
}

async function answer(model: ClipModel): Promise<Golden[]> {
  const goldens: Golden[] = [];
  for (const input of GOLDEN_PICTURES) {
    const [vector] = await seen(model, input);
    goldens.push({ kind: 'vision', input, output: [...vector!], tolerance: TOLERANCE });
  }
  const vectors = await model.embedTexts(TEXTS);
  TEXTS.forEach((text, index) => {
    const output = [...vectors[index]!];
    goldens.push({ kind: 'text', text, input_ids: model.tokensOf(text), output, tolerance: TOLERANCE });
  });
  return goldens;
}
