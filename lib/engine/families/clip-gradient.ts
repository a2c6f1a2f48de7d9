import type { EngineSettings } from '../../inference/settings';
import { openModel, type ModelFolder } from '../../models/folder';
import { hasGraph } from '../../models/graph';
import type { Golden, GradientGolden } from '../../models/manifest';
import { normalise } from '../../vector';
import { GOLDEN_PICTURES, goldenPicture } from '../golden-pictures';
import { loadPreprocessor } from '../preprocess';
import { SelfTest } from '../self-test';
import { openGraph } from '../sessions';
import { openTexts, type ClipModel } from './clip';
import { useOf } from './load-once';
import { loadTested, type Testable } from './load-tested';
import { gradientTower, type GradientTower } from './towers';

/** The graph of the picture tower with the derivative of its last block behind it. */
const GRAPH = 'vision_gradient';

/** What tells where a picture speaks for a text. */
export interface ClipGradient
  extends Testable, Pick<ClipModel, 'preprocessor' | 'logitScale' | 'textHash' | 'embedTexts' | 'tokensOf'> {
  gradient: GradientTower;
}

/** Values of the unit map that are compared. */
const SHOWN = 8;
/** Of a unit map's values, for precision and order of summation on another device. */
const TOLERANCE = 0.02;
const TEXT = 'a photo of a scratch on a metal surface';

/** Whether a model brings the derivative: not one whose graphs come from elsewhere. */
export async function bringsGradient(name: string): Promise<boolean> {
  return hasGraph(await openModel(name, 'clip'), GRAPH);
}

export const loadGradient = loadTested<ClipGradient>('clip', { open, check, answer });

async function open(folder: ModelFolder, settings: EngineSettings): Promise<ClipGradient> {
  const preprocessor = await loadPreprocessor(folder);
  const seeing = await openGraph(folder, GRAPH, settings, { yields: true });
  const { text, texts } = await openTexts(folder, settings, { yields: true });
  const use = useOf(folder, [seeing, text]);
  return {
    use,
    graphs: [seeing, text],
    test: new SelfTest(use),
    preprocessor,
    logitScale: folder.manifest.logit_scale ?? 100,
    textHash: text.sha256,
    embedTexts: texts.embed,
    tokensOf: texts.tokensOf,
    gradient: gradientTower(seeing.session, preprocessor)!,
  };
}

async function check(model: ClipGradient, golden: Golden): Promise<void> {
  if (golden.kind !== 'gradient') return;
  const shown = await shownOf(model, golden);
  model.test.vector(`where the picture "${golden.input}" shows "${golden.text}"`, shown, golden);
}

async function shownOf(
  { preprocessor, gradient, embedTexts }: ClipGradient,
  { input, text }: Pick<GradientGolden, 'input' | 'text'>,
): Promise<Float32Array> {
  const { cells } = await gradient(
    goldenPicture(input, preprocessor.height, preprocessor.width),
    await embedTexts([text]),
  );
  const middle = cells.length >> 1;
  return normalise(cells.slice()).slice(middle, middle + SHOWN);
}

function answer(model: ClipGradient): Promise<Golden[]> {
  return Promise.all(
    GOLDEN_PICTURES.map(async (input): Promise<Golden> => {
      const output = [...(await shownOf(model, { input, text: TEXT }))];
      return { kind: 'gradient', input, text: TEXT, output, tolerance: TOLERANCE };
    }),
  );
}
