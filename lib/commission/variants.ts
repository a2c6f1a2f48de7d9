import type { ClipInput } from '../inference/jobs';
import type { Label } from '../inspection/labels';
import { promptSet } from '../stages/prompt-sets';
import type { PromptOptions } from '../inspection/prompts';

type Prompts = ClipInput['labels'];

/** The labels with all templates, and the same again without each single one, so that one run over the pictures shows what each is worth. */
export interface Variants {
  /** All of them, one set behind the other, as the engine is given them. */
  prompts: Prompts;
  labels: Label[];
  /** Templates that count, in the order of the sets behind the first. */
  templates: string[];
}

/** @throws InspectionError as `expandPrompts` */
export function variantsOf(labels: Label[], written: string[], options: PromptOptions): Variants {
  const templates = [...new Set(written.map((template) => template.trim()).filter(Boolean))];
  const without = templates.length < 2 ? [] : templates;
  const sets = [
    promptSet(labels, templates, options),
    ...without.map((dropped, index) =>
      promptSet(
        labels,
        templates.filter((template) => template !== dropped),
        options,
      ).map(({ id, prompts }) => ({
        id: `${id} −${index}`,
        prompts,
      })),
    ),
  ];
  return { prompts: sets.flat(), labels, templates: without };
}

/** The logits of one set: 0 with all templates, `n` without the n-th (from 1). */
export const logitsOf = (logits: number[], labels: Label[], set: number): number[] =>
  logits.slice(set * labels.length, (set + 1) * labels.length);
