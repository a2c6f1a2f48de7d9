const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that cannot become markup, within elements and quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** Markup made by {@link html}, not to be escaped again. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Part = string | number | undefined | Markup | Markup[];

/** A template in which every inserted text is escaped and only markup stays as it is. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  const shown = (part: Part): string => {
    if (part instanceof Markup) return part.text;
    if (Array.isArray(part)) return part.map(({ text }) => text).join('');
    return escapeHtml(String(part ?? ''));
  };
  return new Markup(strings.reduce((text, next, index) => text + shown(parts[index - 1]) + next));
}
