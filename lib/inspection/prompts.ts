import { hasHangul } from '../text/hangul';
import { resolveParticles } from '../text/josa';
import { InspectionError } from './errors';
import type { Label } from './labels';

export interface PromptOptions {
  /** The model reads English only: Korean templates are left out and Korean names become English visual words. */
  englishOnly?: boolean;
  /** English visual words for a Korean name, from the glossary; empty when it knows none. */
  englishFor?(korean: string): string[];
}

const PLACE = '{}';

/**
 * Every label in every template, as CLIP reads them (prompt ensembling: Radford et al. 2021, section 3.1.4).
 *
 * A template with Hangul takes the Korean name, any other the English one; a label that lacks the name falls back
 * to the other language. Blank templates do not count; without any the names stand alone.
 *
 * @throws InspectionError `ERR_OPTIONS` for a template without `{}` or a label without any usable name.
 */
export function expandPrompts(
  labels: Label[],
  templates: string[],
  options: PromptOptions = {},
): { id: string; prompts: string[] }[] {
  const written = templates.map((template) => template.trim()).filter(Boolean);
  const wrong = written.find((template) => !template.includes(PLACE));
  if (wrong) throw new InspectionError('ERR_OPTIONS', { option: 'templates', reason: `"${wrong}" – {} ?` });
  const usable = options.englishOnly ? written.filter((template) => !hasHangul(template)) : written;
  return labels.map((label) => ({
    id: label.id,
    prompts: promptsOf(label, usable.length ? usable : [PLACE], options),
  }));
}

function promptsOf(label: Label, templates: string[], options: PromptOptions): string[] {
  const english = englishNames(label, options);
  const korean = options.englishOnly || !label.ko ? english : [label.ko];
  const prompts = templates.flatMap((template) => {
    const names = hasHangul(template) ? korean : english;
    return (names.length > 0 ? names : korean).map((name) => fill(template, name));
  });
  if (prompts.length === 0) {
    throw new InspectionError('ERR_OPTIONS', {
      option: 'labels',
      reason: `"${label.id}" – English name / 영어 이름 ?`,
    });
  }
  return [...new Set(prompts)];
}

function englishNames(label: Label, { englishFor }: PromptOptions): string[] {
  if (label.en) return [label.en];
  return englishFor?.(label.ko) ?? [];
}

function fill(template: string, name: string): string {
  const fitting = /^[aeio]/i.test(name) ? template.replace(/\b([Aa]) (?=\{\})/g, '$1n ') : template;
  return resolveParticles(fitting.split(PLACE).join(name));
}
