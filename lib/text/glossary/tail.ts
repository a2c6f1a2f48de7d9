import { fit, VARYING } from '../josa';
import words from './korean-words.json';

/** What stands between a term and the end of its word: compound nouns such as 불량, then a particle. */
export interface Tail {
  compound: string;
  /** The particle whose form depends on the word before, when it follows the term itself. */
  varying: string;
  rest: string;
}

const any = (forms: readonly string[]) => [...forms].sort((a, b) => b.length - a.length).join('|');

const AUXILIARY = `(?:${any(words.auxiliaries)})?`;
const COMPOUND = `((?:${any(words.after)})*)`;
const TAIL = new RegExp(`^${COMPOUND}(?:(${any(VARYING)})${AUXILIARY}|(?:${any(words.particles)})${AUXILIARY})?$`);
const SHORT_TAIL = new RegExp(`^()(?:(${any(words.nounVarying)})|(?:${any(words.nounParticles)}))?$`);

/**
 * Reads the rest of a Hangul word behind a term; undefined when it is a different word (커버 → 버, 녹색 → 녹).
 *
 * Words of one syllable are part of countless others, so nothing but a plain particle may follow them, in the form
 * that fits: 흠이 is a flaw, 녹는 is melting.
 */
export function readTail(rest: string, form: string): Tail | undefined {
  const short = form.length === 1;
  const found = (short ? SHORT_TAIL : TAIL).exec(rest);
  if (!found) return undefined;
  const [, compound = '', varying = ''] = found;
  if (short && varying && fit(form, varying) !== varying) return undefined;
  const direct = compound === '' ? varying : '';
  return { compound, varying: direct, rest: rest.slice(compound.length + direct.length) };
}

const LEADS = new RegExp(`^(?:${any(words.before)})+$`);

/** Whether Hangul right before a term only says where it is, as in 표면기스. */
export function isLead(before: string): boolean {
  return LEADS.test(before);
}
