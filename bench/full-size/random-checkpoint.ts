import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Slot } from '../../lib/models/binding/template';
import { weightlessGraphs } from '../../lib/models/binding/weightless';
import { writeSafetensors, type NewTensor } from '../../lib/models/binding/write-safetensors';
import { addIntegers } from '../../lib/models/integers/add';
import type { Family } from '../../lib/models/manifest';

/** A model of full size whose weights mean nothing: what it costs to run does not depend on them. */
export interface RandomCheckpoint {
  family: Family;
  /** Folder of models/graphs. */
  graphs: string;
  /** For the first side of a weight that a graph leaves to the checkpoint: the size of the vocabulary. */
  vocabulary: number;
  /** File names and contents: config.json, tokenizer and the like. Objects are written as JSON. */
  files: Record<string, object | string>;
}

/**
 * In the layout of an official repository, with the graphs that pulling one would bind and make: fp32 and int8.
 *
 * @returns `folder`; made once
 */
export async function randomCheckpoint(folder: string, checkpoint: RandomCheckpoint): Promise<string> {
  if (!existsSync(join(folder, 'model.json'))) {
    console.error(`writing random weights of ${checkpoint.graphs} …`);
    await writeWeights(folder, checkpoint);
    await addIntegers(folder);
  }
  return folder;
}

async function writeWeights(folder: string, checkpoint: RandomCheckpoint): Promise<void> {
  const all = await weightlessGraphs(checkpoint.family);
  const { graphs, aliases, derived } = all.find(({ name }) => name === checkpoint.graphs)!;
  const slots = new Map<string, Slot>();
  for (const slot of graphs.flatMap((graph) => graph.slots)) {
    if (!derived[slot.name]) slots.set(aliases[slot.name]?.at(-1) ?? slot.name, slot);
  }
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(checkpoint.files)) {
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  const random = generator();
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    [...slots].map(([name, slot]) => tensor(name, slot, checkpoint.vocabulary, random)),
  );
}

function tensor(name: string, slot: Slot, vocabulary: number, random: () => number): NewTensor {
  const fromEnd = name === 'final_logits_bias';
  const shape = slot.shape.map((side, axis) => side || (axis === 0 || fromEnd ? vocabulary : 1));
  return { name, shape, content: async () => Buffer.from(values(name, shape, random).buffer) };
}

/** Scaled so that activations neither vanish nor grow from layer to layer. */
function values(name: string, shape: number[], random: () => number): Float32Array {
  const all = new Float32Array(shape.reduce((product, side) => product * side, 1));
  if (shape.length < 2) return all.fill(name.endsWith('weight') ? 1 : 0);
  const fanIn = shape.slice(1).reduce((product, side) => product * side, 1);
  const width = Math.sqrt(12 / fanIn);
  for (let at = 0; at < all.length; at++) all[at] = (random() - 0.5) * width;
  return all;
}

/** Uniform in 0..1, the same in every run. Marsaglia 2003, xorshift32. */
function generator(): () => number {
  let state = 2463534242;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
