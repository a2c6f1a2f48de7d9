import { readPicture } from '../../lib/imaging/input';
import type { Condition, Engine, RelativeBox } from '../../lib/inference';
import { timestamp } from '../../lib/inspection/clock';
import { decide } from '../../lib/inspection/decide';
import type { DecisionOptions, Label } from '../../lib/inspection/labels';
import { joinReference } from '../../lib/inspection/unlike';
import type { Judgement } from '../../lib/inspection/record';
import { learnLimits } from '../../lib/commission/learn';
import { DEFAULT_WISHES } from '../../lib/commission/fit';
import { readReference, writeReference } from '../../lib/reference/file';
import type { ReferenceMemory } from '../../lib/reference/memory';
import { promptOptionsOf, promptSet } from '../../lib/stages/prompt-sets';
import { defaultLine } from '../../lib/stages/line';
import type { Truth } from './truth';

/** Who judges: a recipe of the line (good parts and fitted limits), fitted limits alone, the words as they come. */
export const WAYS = ['recipe', 'limits', 'words'] as const;
export type Way = (typeof WAYS)[number];
export type Judged = Record<Way, Pick<Judgement, 'decision' | 'probability'>>;

/** Of clip-filter's form. */
const DECISION: DecisionOptions = { threshold: 0.6, margin: 0.1, unknownBelow: 0 };
const RULE = { rule: 'sum' } as const;

export interface Line {
  engine: Engine;
  model: string;
  memory: ReferenceMemory;
  labels: Label[];
  fitted: Label[];
  prompts: ReturnType<typeof promptSet>;
}

/** Learns a line as its person would: good parts to refer to, limits from good and defective ones. */
export async function learnLine(engine: Engine, model: string, own: Truth[]): Promise<Line> {
  const { labels, templates } = defaultLine().judge;
  const pictureOf = async ({ file }: Truth) => (await readPicture(file)).picture;
  const known = own
    .filter(({ role }) => role === 'fit')
    .map((one) => ({ name: one.file, good: !one.has_defect, picture: () => pictureOf(one) }));
  const judge = { labels, templates, decision: DECISION, regions: {} };
  const found = await learnLimits(known, { engine, model, judge, wishes: DEFAULT_WISHES, onStep: () => undefined });
  const pictures = await Promise.all(own.filter(({ role }) => role === 'reference').map(pictureOf));
  const { output } = await engine.run('learn', { pictures, model });
  const memory = readReference(writeReference({ ...output.memory, learntAt: timestamp() }));
  const prompts = promptSet(labels, templates, await promptOptionsOf(model));
  return { engine, model, memory, labels, fitted: found.judge.labels, prompts };
}

export async function judgeBy(line: Line, { file }: Truth): Promise<Judged> {
  const { engine, model, memory, labels, fitted, prompts } = line;
  const { picture } = await readPicture(file);
  const { output } = await engine.run('clip', { picture, model, labels: prompts, reference: memory });
  const told = (by: Label[]) => decide(output, by, DECISION);
  const recipe = joinReference(told(fitted), { ...output, reference: output.reference! }, fitted, DECISION, RULE);
  const kept = ({ decision, probability }: Judgement) => ({ decision, probability });
  return { recipe: kept(recipe), limits: kept(told(fitted)), words: kept(told(labels)) };
}

export async function conditionBy({ engine }: Line, { file }: Truth, patch?: RelativeBox): Promise<Condition> {
  const { picture } = await readPicture(file);
  return (await engine.run('condition', { picture, patch })).output.condition;
}
