import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../package-root';
import { slotsOf, type Slot } from './template';
import type { StoredTensor } from './safetensors';

/** Graphs without weights that models/export made of one architecture. */
export interface Weightless {
  /** Its folder's name. */
  name: string;
  graphs: { name: string; template: Buffer; slots: Slot[] }[];
  /** The checkpoint's other names of a weight, when two share one tensor. */
  aliases: Record<string, string[]>;
  /** Weights that follow from a formula when the checkpoint leaves them out. */
  derived: Record<string, 'sinusoid'>;
  config: Record<string, { value: unknown; default: unknown }>;
  family: string;
}

type Description = Omit<Weightless, 'graphs' | 'name'> & { graphs: string[] };

/** The graphs of a family that ship with the pack, after those in the folder that GYEOL_GRAPHS names. */
export async function weightlessGraphs(family: string): Promise<Weightless[]> {
  const rooms = [process.env.GYEOL_GRAPHS, join(packageRoot(), 'models/graphs')];
  const found: Weightless[] = [];
  for (const room of rooms) {
    for (const name of room && existsSync(room) ? (await readdir(room)).sort() : []) {
      const description = await readDescription(join(room!, name));
      if (description?.family !== family) continue;
      const graphs = description.graphs.map((graph) => readGraph(join(room!, name), graph));
      found.push({ ...description, name, graphs: await Promise.all(graphs) });
    }
  }
  return found;
}

async function readDescription(folder: string): Promise<Description | undefined> {
  const path = join(folder, 'graph.json');
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as Description) : undefined;
}

async function readGraph(folder: string, name: string) {
  const template = await readFile(join(folder, `${name}.onnx`));
  return { name, template, slots: slotsOf(template) };
}

/** Why the graphs are not those of this checkpoint; undefined when they are. */
export function misfit(graphs: Weightless, config: object, tensors: Map<string, StoredTensor>): string | undefined {
  for (const [key, { value, default: usual }] of Object.entries(graphs.config)) {
    const own = key.split('.').reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], config) ?? usual;
    if (![value].flat().includes(own)) return `${key} is ${JSON.stringify(own)} instead of ${JSON.stringify(value)}`;
  }
  for (const slot of graphs.graphs.flatMap(({ slots }) => slots)) {
    const tensor = tensorOf(slot, graphs, tensors);
    if (!tensor && !graphs.derived[slot.name]) return `${slot.name} is missing`;
    if (tensor && !fits(slot.shape, tensor.shape)) return `${slot.name} is ${tensor.shape} instead of ${slot.shape}`;
  }
  return undefined;
}

/** The tensor of the checkpoint that fills the slot, under whichever of its names. */
export function tensorOf(
  slot: Slot,
  { aliases }: Weightless,
  tensors: Map<string, StoredTensor>,
): StoredTensor | undefined {
  const name = [slot.name, ...(aliases[slot.name] ?? [])].find((name) => tensors.has(name));
  return name === undefined ? undefined : tensors.get(name);
}

const fits = (wanted: number[], found: number[]) =>
  wanted.length === found.length && wanted.every((side, axis) => side === 0 || side === found[axis]);
