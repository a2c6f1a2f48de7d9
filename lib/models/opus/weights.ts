import { InspectionError } from '../../inspection/errors';
import type { NewTensor } from '../binding/write-safetensors';
import { bytesOf, type NpzArray } from './npz';
import { positions } from './positions';
import type { MarianSettings } from './settings';

/** Marian's name of a sublayer, then Hugging Face's. */
const ATTENTION = { q: 'q_proj', k: 'k_proj', v: 'v_proj', o: 'out_proj' };
const EMBEDDINGS = { encoder: ['encoder_Wemb', 'Wemb'], decoder: ['decoder_Wemb', 'Wemb'] };
const OUTPUT_BIAS = 'decoder_ff_logit_out_b';

/** Marian reads texts of any length; a table has an end. */
export const POSITIONS = 1024;

export type Side = 'encoder' | 'decoder';

/**
 * The tensors of MarianMTModel from Marian's arrays. Matrices are turned, since Marian multiplies from the right; the
 * embeddings get one more row of zeros: the token that a translation starts with.
 *
 * @throws InspectionError ERR_MODEL_WEIGHTS when an array is missing or has another type
 */
export function tensorsOf(arrays: Map<string, NpzArray>, settings: MarianSettings, model: string): NewTensor[] {
  const array = (name: string) => {
    const found = arrays.get(name);
    if (found?.type === '<f4') return found;
    const reason = found ? `${name} is of type ${found.type}` : `${name} is missing`;
    throw new InspectionError('ERR_MODEL_WEIGHTS', { path: model, reason });
  };
  const turned = (name: string, from: string): NewTensor => {
    const source = array(from);
    const [rows, columns] = source.shape as [number, number];
    return { name, shape: [columns, rows], content: async () => turn(await bytesOf(source), rows, columns) };
  };
  const flat = (name: string, from: string): NewTensor => {
    const source = array(from);
    return { name, shape: [source.length / 4], content: () => bytesOf(source) };
  };
  const linear = (to: string, matrix: string, bias: string) => [
    turned(`${to}.weight`, matrix),
    flat(`${to}.bias`, bias),
  ];
  const norm = (to: string, from: string) => [
    flat(`${to}.weight`, `${from}_scale`),
    flat(`${to}.bias`, `${from}_bias`),
  ];
  const attention = (to: string, from: string) =>
    Object.entries(ATTENTION).flatMap(([part, name]) =>
      linear(`${to}.${name}`, `${from}_W${part}`, `${from}_b${part}`),
    );

  const layer = (side: Side, index: number) => {
    const [to, from] = [`model.${side}.layers.${index}`, `${side}_l${index + 1}`];
    return [
      ...attention(`${to}.self_attn`, `${from}_self`),
      ...norm(`${to}.self_attn_layer_norm`, `${from}_self_Wo_ln`),
      ...(side === 'decoder' ? attention(`${to}.encoder_attn`, `${from}_context`) : []),
      ...(side === 'decoder' ? norm(`${to}.encoder_attn_layer_norm`, `${from}_context_Wo_ln`) : []),
      ...linear(`${to}.fc1`, `${from}_ffn_W1`, `${from}_ffn_b1`),
      ...linear(`${to}.fc2`, `${from}_ffn_W2`, `${from}_ffn_b2`),
      ...norm(`${to}.final_layer_norm`, `${from}_ffn_ffn_ln`),
    ];
  };
  const embeddings = (side: Side): NewTensor[] => {
    const source = array(EMBEDDINGS[side].find((name) => arrays.has(name)) ?? EMBEDDINGS[side][0]!);
    const [rows, width] = source.shape as [number, number];
    const table = async () => Buffer.concat([await bytesOf(source), Buffer.alloc(4 * width)]);
    return [
      { name: `model.${side}.embed_tokens.weight`, shape: [rows + 1, width], content: table },
      {
        name: `model.${side}.embed_positions.weight`,
        shape: [POSITIONS, width],
        content: async () => positions(POSITIONS, width),
      },
    ];
  };
  const bias = array(OUTPUT_BIAS);
  const sides: [Side, number][] = [
    ['encoder', settings.encoderLayers],
    ['decoder', settings.decoderLayers],
  ];
  return [
    ...sides.flatMap(([side, layers]) => [
      ...embeddings(side),
      ...Array.from({ length: layers }, (_, index) => layer(side, index)).flat(),
    ]),
    {
      name: 'final_logits_bias',
      shape: [1, bias.length / 4 + 1],
      content: async () => Buffer.concat([await bytesOf(bias), Buffer.alloc(4)]),
    },
  ];
}

function turn(bytes: Buffer, rows: number, columns: number): Buffer {
  const from = new Uint32Array(bytes.buffer, bytes.byteOffset, rows * columns);
  const to = new Uint32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) to[column * rows + row] = from[row * columns + column]!;
  }
  return Buffer.from(to.buffer);
}
