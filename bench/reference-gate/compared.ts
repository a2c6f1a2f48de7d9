import { readPicture } from '../../lib/imaging/input';
import type { ClipInput, Engine } from '../../lib/inference';
import { timestamp } from '../../lib/inspection/clock';
import { decide } from '../../lib/inspection/decide';
import type { Label } from '../../lib/inspection/labels';
import type { Decision, Judgement, ReferenceRule } from '../../lib/inspection/record';
import { joinReference, oddsOf, sumOf } from '../../lib/inspection/unlike';
import { readReference, writeReference } from '../../lib/reference/file';
import type { ReferenceMemory } from '../../lib/reference/memory';
import type { LabelledPicture } from '../../lib/evaluation/dataset/manifest';

/** A line of the manifest of render_lines.py, or of a folder of photographs with groups. */
export interface Truth extends LabelledPicture {
  line?: number;
  role?: 'reference' | 'good' | 'defect' | 'faint' | 'lookalike';
  label?: string;
  lookalike?: string;
  /** The same physical part. */
  group?: string;
}

/** What the product says of a picture, by words, by comparison and by both. */
export interface Compared {
  truth: Truth;
  /** Log-odds of a defect in the words' eyes. */
  words: number;
  z: number;
  sum: number;
  cells: Float32Array;
  columns: number;
  decisions: Record<'words' | ReferenceRule, Decision>;
}

export const RULES: ReferenceRule[] = ['sum', 'either', 'both'];
const DECISION = { threshold: 0.6, margin: 0.1, unknownBelow: 0 };

export interface Setting {
  engine: Engine;
  model: string;
  labels: Label[];
  prompts: ClipInput['labels'];
}

export async function learnFrom({ engine, model }: Setting, good: Truth[]): Promise<ReferenceMemory> {
  const pictures = await Promise.all(good.map(async ({ file }) => (await readPicture(file)).picture));
  const { output } = await engine.run('learn', { pictures, model });
  return readReference(writeReference({ ...output.memory, learntAt: timestamp() }));
}

export async function compare(setting: Setting, reference: ReferenceMemory, truth: Truth): Promise<Compared> {
  const { engine, model, labels, prompts } = setting;
  const { picture } = await readPicture(truth.file);
  const { output } = await engine.run('clip', { picture, model, labels: prompts, reference });
  const facts = { ...output, reference: output.reference! };
  const { z, cells, columns } = facts.reference;
  const words: Judgement = decide(output, labels, DECISION);
  const joined = RULES.map((rule) => [rule, joinReference(words, facts, labels, DECISION, { rule }).decision] as const);
  return {
    truth,
    words: oddsOf(output.regions[0]!.logits, labels, output.scoring),
    z,
    sum: sumOf(facts, labels),
    cells,
    columns,
    decisions: { words: words.decision, ...Object.fromEntries(joined) } as Compared['decisions'],
  };
}
