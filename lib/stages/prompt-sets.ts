import type { ClipInput } from '../inference';
import type { Label } from '../inspection/labels';
import { languagesOf } from '../models/languages';
import { defaultGlossary } from '../text/glossary/default';
import { expandPrompts, type PromptOptions } from '../inspection/prompts';

type Prompts = ClipInput['labels'];

const known = new WeakMap<Label[], Map<string, Prompts>>();

/**
 * As {@link expandPrompts}, once for the same array of labels: frame after frame then shows the engine the same object,
 * which it need not be sent again.
 */
export function promptSet(labels: Label[], templates: string[], options: PromptOptions): Prompts {
  const sets = known.get(labels) ?? new Map<string, Prompts>();
  known.set(labels, sets);
  const key = JSON.stringify([templates, options.englishOnly]);
  const prompts = sets.get(key) ?? expandPrompts(labels, templates, options);
  sets.set(key, prompts);
  return prompts;
}

/** How prompts are written for a model: in English only where its weights read no Korean. */
export async function promptOptionsOf(model: string): Promise<PromptOptions> {
  return {
    englishOnly: !(await languagesOf(model, 'clip')).includes('ko'),
    englishFor: (korean) => defaultGlossary().visualWords(korean),
  };
}
