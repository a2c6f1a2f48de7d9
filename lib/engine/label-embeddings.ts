import { createHash } from 'node:crypto';
import type { ClipInput } from '../inference/jobs';
import { readEmbeddings, writeEmbeddings } from './embedding-store';
import type { ClipModel } from './families/clip';
import { normalise, rowsOf } from '../vector';

export interface LabelEmbeddings {
  /** One unit vector a label, in input order. */
  vectors: Float32Array[];
  /** SHA-256 of model, labels and prompts, hexadecimal: equal hashes mean comparable scores. */
  promptsHash: string;
}

type Reader = Pick<ClipModel, 'use' | 'textHash' | 'embedTexts'>;
type Labels = ClipInput['labels'];

/** Sets of labels kept in memory; the least recently used one leaves first. */
const LARGEST = 32;
const recent = new Map<string, Promise<LabelEmbeddings>>();

const hashes = new WeakMap<Labels, string>();

const sha256 = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** SHA-256 of labels and prompts, hexadecimal; computed once for the same array. */
export function hashOfLabels(labels: Labels): string {
  const hash = hashes.get(labels) ?? sha256(labels.map((label) => [label.id, label.prompts]));
  hashes.set(labels, hash);
  return hash;
}

/**
 * One vector a label: its prompts' embeddings averaged on the unit sphere (prompt ensembling, Radford et al. 2021,
 * section 3.1.4). Computed once for a model and set of prompts, then kept in memory and on disk.
 */
export function labelEmbeddings(model: Reader, labels: Labels): Promise<LabelEmbeddings> {
  const { id, revision } = model.use;
  const promptsHash = sha256([id, revision, hashOfLabels(labels)]);
  const key = sha256([model.textHash, promptsHash]);
  const known = recent.get(key);
  const embeddings = known ?? encode(model, labels, key).then((vectors) => ({ vectors, promptsHash }));
  recent.delete(key);
  recent.set(key, embeddings);
  if (recent.size > LARGEST) recent.delete(recent.keys().next().value!);
  if (!known) embeddings.catch(() => recent.delete(key));
  return embeddings;
}

async function encode(model: Reader, labels: Labels, key: string): Promise<Float32Array[]> {
  const stored = await readEmbeddings(key);
  if (stored && stored.length % labels.length === 0) return rowsOf(stored, labels.length);

  const prompts = await model.embedTexts(labels.flatMap((label) => label.prompts));
  let next = 0;
  const vectors = labels.map((label) => normalise(sum(prompts.slice(next, (next += label.prompts.length)))));
  await writeEmbeddings(key, vectors);
  return vectors;
}

function sum(vectors: Float32Array[]): Float32Array {
  const total = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) vector.forEach((value, index) => (total[index]! += value));
  return total;
}
