import { Tensor } from 'onnxruntime-node';
import type { EngineSettings } from '../../inference/settings';
import { openModel, type ModelFolder } from '../../models/folder';
import { hasGraph } from '../../models/graph';
import type { AttentionGolden, Golden } from '../../models/manifest';
import { normalise } from '../../vector';
import { emptyPast } from '../generation/decoder';
import { GOLDEN_PICTURES, goldenPicture } from '../golden-pictures';
import { likeliest, SelfTest } from '../self-test';
import { openGraph } from '../sessions';
import { loadBlip, type BlipModel } from './blip';
import { loadTested, type Testable } from './load-tested';

/** The decoder of which only its cross-attention goes out. */
const GRAPH = 'decoder_attention';

/** Tells where a captioner looks as it writes. */
export interface BlipAttention extends Testable {
  blip: BlipModel;
  /**
   * The shares of the cells by which the token behind `tokens` is chosen: cross-attention (Vaswani et al. 2017) as the mean
   * over heads and layers. What the decoder looks at besides the cells, the picture as a whole, is left out.
   *
   * @param picture tensor of the preprocessor
   * @param tokens read from the start token on
   */
  attention(picture: Float32Array, tokens: number[]): Promise<{ cells: Float32Array; columns: number }>;
}

/** Cells of a unit map that are compared. */
const SHOWN = 8;
/** Of a unit map's values, for precision and order of summation on another device. */
const TOLERANCE = 0.02;
/** Tokens that are read before it is asked where it looks. */
const READ = 4;

/** Whether a model brings the graph: not one whose graphs come from elsewhere, or that was pulled before there was one. */
export async function bringsAttention(name: string): Promise<boolean> {
  return hasGraph(await openModel(name, 'blip'), GRAPH);
}

export const loadAttention = loadTested<BlipAttention>('blip', { open, check, answer });

async function open(folder: ModelFolder, settings: EngineSettings, name: string): Promise<BlipAttention> {
  const blip = await loadBlip(name, settings);
  const graph = await openGraph(folder, GRAPH, settings, { yields: true });
  const { session } = graph;
  const use = { ...blip.use, provider: graph.provider };
  return {
    use,
    graphs: [graph],
    test: new SelfTest(use),
    blip,
    async attention(picture, tokens) {
      const given = { ...(await blip.see(picture)), ...emptyPast(session, 1) };
      const asked = Object.fromEntries(
        session.inputNames.filter((input) => input in given).map((input) => [input, given[input]!]),
      );
      const input_ids = new Tensor('int64', BigInt64Array.from(tokens, BigInt), [1, tokens.length]);
      const { attention } = await session.run({ input_ids, ...asked });
      const [, , states] = attention!.dims as [number, number, number];
      const cells = (attention!.data as Float32Array).slice(-states + WHOLE);
      return { cells, columns: Math.sqrt(cells.length) };
    },
  };
}

/** States before the cells: the picture as a whole. */
const WHOLE = 1;

async function check(model: BlipAttention, golden: Golden): Promise<void> {
  if (golden.kind !== 'attention') return;
  model.test.vector(`where it looks on the picture "${golden.input}"`, await shownOf(model, golden), golden);
}

async function shownOf(
  { blip, attention }: BlipAttention,
  { input, token_ids }: Pick<AttentionGolden, 'input' | 'token_ids'>,
): Promise<Float32Array> {
  const { height, width } = blip.preprocessor;
  const { cells } = await attention(goldenPicture(input, height, width), [blip.rules.start, ...token_ids]);
  const middle = cells.length >> 1;
  return normalise(cells.slice()).slice(middle, middle + SHOWN);
}

async function answer(model: BlipAttention): Promise<Golden[]> {
  const { preprocessor, look, rules } = model.blip;
  const goldens: Golden[] = [];
  for (const input of GOLDEN_PICTURES) {
    const decoder = await look(goldenPicture(input, preprocessor.height, preprocessor.width));
    const token_ids = await likeliest(decoder, [rules.start], rules.end, READ);
    const output = [...(await shownOf(model, { input, token_ids }))];
    goldens.push({ kind: 'attention', input, token_ids, output, tolerance: TOLERANCE });
  }
  return goldens;
}
