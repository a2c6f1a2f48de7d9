import { InspectionError } from '../../inspection/errors';
import { bytesOf, type NpzArray } from './npz';

const MEMBER = 'special:model.yml';

/** What the graphs of this pack presume of a Marian model, and what Marian means when its file is silent. */
const PRESUMED: Record<string, string> = {
  type: 'transformer',
  'transformer-preprocess': '',
  'transformer-postprocess': 'dan',
  'transformer-postprocess-emb': 'd',
  'transformer-decoder-autoreg': 'self-attention',
  'transformer-ffn-depth': '2',
  'transformer-train-positions': 'false',
  'transformer-no-projection': 'false',
  'layer-normalization': 'false',
  'right-left': 'false',
};

const ACTIVATIONS = ['swish', 'relu', 'gelu'];

export interface MarianSettings {
  width: number;
  heads: number;
  encoderLayers: number;
  decoderLayers: number;
  feedForward: number;
  activation: string;
}

/**
 * The settings that Marian keeps within the weights' file.
 *
 * @throws InspectionError ERR_MODEL_WEIGHTS (none in it), ERR_MODEL_UNSUPPORTED (another kind of model)
 */
export async function readSettings(arrays: Map<string, NpzArray>, model: string): Promise<MarianSettings> {
  const array = arrays.get(MEMBER);
  if (!array) throw new InspectionError('ERR_MODEL_WEIGHTS', { path: model, reason: `${MEMBER} is missing` });
  const settings = parse((await bytesOf(array)).toString().replace(/\0+$/, ''));
  const refuse = (reason: string) => new InspectionError('ERR_MODEL_UNSUPPORTED', { model, reason });
  for (const [key, value] of Object.entries(PRESUMED)) {
    if ((settings[key] ?? value) !== value)
      throw refuse(`${key} is ${settings[key] || '""'} instead of ${value || '""'}`);
  }
  const activation = settings['transformer-ffn-activation'] ?? 'swish';
  if (!ACTIVATIONS.includes(activation)) throw refuse(`transformer-ffn-activation is ${activation}`);
  if (settings['tied-embeddings'] !== 'true' && settings['tied-embeddings-all'] !== 'true')
    throw refuse('tied-embeddings is false');
  const number = (key: string) => {
    const value = Number(settings[key]);
    if (!(Number.isSafeInteger(value) && value > 0)) throw refuse(`${key} is ${settings[key]}`);
    return value;
  };
  return {
    width: number('dim-emb'),
    heads: number('transformer-heads'),
    encoderLayers: number('enc-depth'),
    decoderLayers: number('dec-depth'),
    feedForward: number('transformer-dim-ffn'),
    activation,
  };
}

/** Top-level `key: value` lines of YAML. */
function parse(text: string): Record<string, string> {
  const entries = [...text.matchAll(/^([\w-]+): *(.*?) *$/gm)].map(([, key, value]) => [
    key!,
    value!.replace(/^(["'])(.*)\1$/, '$2'),
  ]);
  return Object.fromEntries(entries);
}
