import { resolveParticles } from './josa';
import { tidySpaces } from './rewrite';

const SLOT = /\{(\w+)\}/g;
const OPTIONAL = /\[([^[\]]*)\]/g;

/**
 * Fills the slots `{name}` of a sentence. A part in square brackets falls away when one of its slots is empty:
 * `표면[ {place}]에 {label}`. Particles left open, as in `{label}이(가)`, are settled by the word before.
 */
export function fillTemplate(template: string, slots: Readonly<Record<string, string | undefined>>): string {
  const fill = (text: string) => text.replace(SLOT, (_, name: string) => slots[name] ?? '');
  const complete = (part: string) => [...part.matchAll(SLOT)].every(([, name]) => slots[name!]);
  const kept = template.replace(OPTIONAL, (_, part: string) => (complete(part) ? part : ''));
  return tidySpaces(resolveParticles(fill(kept)));
}

/** Names of the slots in a template that are not among the known ones. */
export function unknownSlots(template: string, known: readonly string[]): string[] {
  return [...template.matchAll(SLOT)].map(([, name]) => name!).filter((name) => !known.includes(name));
}
