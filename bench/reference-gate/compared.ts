import { readPicture } from '../../lib/imaging/input';
import type { ClipInput, ClipOutput, Engine, ReferenceOutput } from '../../lib/inference';
import { timestamp } from '../../lib/inspection/clock';
import { decide } from '../../lib/inspection/decide';
import type { Label } from '../../lib/inspection/labels';
import type { Decision, Judgement } from '../../lib/inspection/record';
import type { ReferenceRule } from '../../lib/inspection/reference-use';
import { joinReference, oddsOf, sumOf, type UnlikeOptions } from '../../lib/inspection/unlike';
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

export const RULES: ReferenceRule[] = ['sum', 'either', 'both'];
/** As the form of clip-filter begins. */
const DECISION = { threshold: 0.6, margin: 0.1, unknownBelow: 0 };

/** Classes that are taken out of the prompts together, to see what becomes of a defect that nobody named. */
export const PAIRS = [
  ['hole', 'rust'],
  ['scratch', 'stain'],
  ['dent', 'crack'],
  ['chip', 'foreign'],
];

export interface Told {
  /** Log-odds of a defect in the words' eyes. */
  words: number;
  sum: number;
  decisions: Record<'words' | ReferenceRule, Decision>;
  /** With a limit and width of review of its own. */
  decide(options: UnlikeOptions): Decision;
}

/** What the product says of a picture, by words, by comparison and by both. */
export interface Compared extends Told {
  truth: Truth;
  z: number;
  excess: number;
  cells: Float32Array;
  columns: number;
  /** Likewise without the classes of each of {@link PAIRS} among the prompts. */
  withheld: Told[];
}

export interface Setting {
  engine: Pick<Engine, 'run'>;
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
  const { z, excess, cells, columns } = facts.reference;
  const withheld = PAIRS.map((pair) => {
    const kept = labels.map(({ id }) => !pair.includes(id));
    const only = <T>(values: T[]) => values.filter((_, index) => kept[index]);
    const regions = facts.regions.map((region) => ({ ...region, logits: only(region.logits) }));
    const reference = { ...facts.reference, goodLogits: facts.reference.goodLogits.map(only) };
    return tell({ ...facts, regions, reference }, only(labels));
  });
  return { truth, z, excess, cells, columns, withheld, ...tell(facts, labels) };
}

function tell(facts: ClipOutput & { reference: ReferenceOutput }, labels: Label[]): Told {
  const words: Judgement = decide(facts, labels, DECISION);
  const decideBy = (options: UnlikeOptions) => joinReference(words, facts, labels, DECISION, options).decision;
  const joined = RULES.map((rule) => [rule, decideBy({ rule })] as const);
  return {
    words: oddsOf(facts.regions[0]!.logits, labels, facts.scoring),
    sum: sumOf(facts, labels),
    decide: decideBy,
    decisions: { words: words.decision, ...Object.fromEntries(joined) } as Told['decisions'],
  };
}
