import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueFile } from './catalogue';
import type { GraphPrecision } from './graph';
import type { Family } from './manifest';

/** The graphs of a family, as exporters name them below `onnx/`. */
const GRAPHS: Record<Family, string[]> = {
  clip: ['vision_model', 'text_model'],
  blip: ['vision_model', 'decoder_model'],
  marian: ['encoder_model', 'decoder_model'],
  m2m100: ['encoder_model', 'decoder_model'],
};

const NEEDED = ['config.json', 'tokenizer.json'];
const PICTURES: Family[] = ['clip', 'blip'];
const OPTIONAL = ['tokenizer_config.json', 'generation_config.json'];
const SUFFIX: Record<GraphPrecision, string> = { fp32: '', fp16: '_fp16', int8: '_quantized' };

/** What a repository that the catalogue does not know is asked for. */
export function usualFiles(family: Family, precision: GraphPrecision): CatalogueFile[] {
  const file = (path: string, more: Partial<CatalogueFile> = {}) => ({ path, bytes: null, sha256: null, ...more });
  return [
    ...[...NEEDED, ...(PICTURES.includes(family) ? ['preprocessor_config.json'] : [])].map((path) => file(path)),
    ...OPTIONAL.map((path) => file(path, { optional: true })),
    ...GRAPHS[family].map((graph) => file(`onnx/${graph}${SUFFIX[precision]}.onnx`, { precision })),
  ];
}

/** The graphs of a model in single precision, relative to its folder: below `onnx/` or, bound to a checkpoint, beside it. */
export function singleGraphs(root: string, family: Family): string[] {
  const rooms = ['onnx/', ''].map((room) => GRAPHS[family].map((graph) => `${room}${graph}.onnx`));
  return rooms.find((paths) => paths.every((path) => existsSync(join(root, path)))) ?? [];
}

/** The first graph of a family: where it is not, the repository holds a checkpoint only. */
export const firstGraph = (family: Family, precision: GraphPrecision) =>
  `onnx/${GRAPHS[family][0]}${SUFFIX[precision]}.onnx`;

/** Weights of an official repository, in the order they are looked for. */
export const CHECKPOINTS = ['model.safetensors', 'pytorch_model.bin'];

/** What an official repository without graphs is asked for; its tokenizer comes in one of several forms. */
export function checkpointFiles(family: Family, weights: string): CatalogueFile[] {
  const file = (path: string, optional = false) => ({ path, bytes: null, sha256: null, ...(optional && { optional }) });
  const pieces = ['source.spm', 'target.spm', 'sentencepiece.bpe.model'];
  const tokenizers = ['tokenizer.json', 'vocab.txt', 'vocab.json', 'merges.txt', ...pieces];
  return [
    ...['config.json', ...(PICTURES.includes(family) ? ['preprocessor_config.json'] : [])].map((path) => file(path)),
    ...[...tokenizers, ...OPTIONAL, 'special_tokens_map.json'].map((path) => file(path, true)),
    file(weights),
  ];
}
