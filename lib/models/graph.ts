import { existsSync } from 'node:fs';
import { InspectionError } from '../inspection/errors';
import type { Precision } from '../inference/settings';
import type { ModelFolder } from './folder';

export type GraphPrecision = Exclude<Precision, 'auto'>;

export interface Graph {
  /** Relative to the model's folder. */
  path: string;
  precision: GraphPrecision;
}

/** How exporters end the names of graphs: `_quantized` is that of the hub's own, `_int8` that of models/export. */
const SUFFIXES: Record<GraphPrecision, string[]> = { fp32: [''], fp16: ['_fp16'], int8: ['_int8', '_quantized'] };

/** Graphs stand in their own folder, or beside the checkpoint they point into: the runtime refuses to look elsewhere. */
const ROOMS = ['onnx/', ''];

/** What is tried first: integers are fastest on a processor, half precision on an accelerator. */
const PREFERENCE: Record<'cpu' | 'accelerator', GraphPrecision[]> = {
  cpu: ['int8', 'fp32', 'fp16'],
  accelerator: ['fp16', 'fp32', 'int8'],
};

/**
 * The file of the graph `name` (such as `vision_model`) in the wished precision, or in the nearest one the model has.
 *
 * @throws InspectionError ERR_MODEL_MISSING when the folder holds the graph in no precision
 */
export function chooseGraph(model: ModelFolder, name: string, wished: Precision, on: 'cpu' | 'accelerator'): Graph {
  const found = graphsOf(name, order(wished, on)).find(({ path }) => existsSync(model.at(path)));
  if (found) return found;
  throw new InspectionError('ERR_MODEL_MISSING', { model: model.manifest.id, path: model.at(`onnx/${name}.onnx`) });
}

/** Whether the folder holds the graph in any precision. */
export function hasGraph(model: ModelFolder, name: string): boolean {
  return graphsOf(name, PREFERENCE.cpu).some(({ path }) => existsSync(model.at(path)));
}

/** SHA-256 of the graph `name` in the highest precision that model.json lists, whichever one is run. */
export function mostPrecise({ manifest }: ModelFolder, name: string): string | undefined {
  const paths = graphsOf(name, ['fp32', 'fp16', 'int8']).map(({ path }) => path);
  const listed = paths.map((path) => manifest.files.find((file) => file.path === path));
  return listed.find((file) => file !== undefined)?.sha256;
}

const order = (wished: Precision, on: 'cpu' | 'accelerator') =>
  wished === 'auto' ? PREFERENCE[on] : [wished, ...PREFERENCE[on]];

function graphsOf(name: string, precisions: GraphPrecision[]): Graph[] {
  return precisions.flatMap((precision) =>
    SUFFIXES[precision].flatMap((suffix) => ROOMS.map((room) => ({ path: `${room}${name}${suffix}.onnx`, precision }))),
  );
}
