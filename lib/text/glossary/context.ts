import { FINAL, finalOf, isHangul } from '../hangul';
import words from './korean-words.json';

const AFTER = new RegExp(`^\\s(?:${words.besideNext.join('|')})`);
const AFTER_SUBJECT = new RegExp(`^(?:이|가|을|를)\\s(?:${words.besideVerbs.join('|')})`);
const JOINED = `\\s?[,·/]\\s?|\\s(?:${words.coordination.slice(0, 3).join('|')})\\s`;
const JOINED_BEFORE = new RegExp(`([가-힣]+?)(?:${JOINED}|[과와]\\s|\\s?[,·/]\\s?)$`);
const JOINED_AFTER = new RegExp(`^(?:${JOINED}|[과와]\\s)([가-힣]+)`);

/**
 * Whether a word that is a defect only beside others (티, 가시, 겹침) is one here: it is said to stick, to occur or to
 * be removed, or it is listed with a defect. After a verb (검사할 …) it never is.
 */
export function standsBesideDefect(before: string, after: string, isDefect: (word: string) => boolean): boolean {
  if (followsVerb(before)) return false;
  if (AFTER.test(after) || AFTER_SUBJECT.test(after)) return true;
  const listed = [JOINED_BEFORE.exec(before)?.[1], JOINED_AFTER.exec(after)?.[1]];
  return listed.some((word) => word !== undefined && isDefect(word));
}

/** Korean verbs before a noun in the future form end in ㄹ: 검사할 때. */
function followsVerb(before: string): boolean {
  const last = /([가-힣])\s+$/.exec(before)?.[1];
  return last !== undefined && isHangul(last) && finalOf(last) === FINAL.rieul;
}

const ENGLISH_AFTER = /^\s(?:defects?|marks?|flaws?|spots?|damage)\b/i;
const ENGLISH_JOINED_BEFORE = /([a-z]+)(?:,? and|,? or|,)\s(?:an?\s)?$/i;
const ENGLISH_JOINED_AFTER = /^(?:,? and|,? or|,)\s(?:an?\s)?([a-z]+)/i;

/** The same for English: `pit defect`, `scratch and pit`. */
export function standsBesideEnglishDefect(before: string, after: string, isDefect: (word: string) => boolean): boolean {
  if (ENGLISH_AFTER.test(after)) return true;
  const listed = [ENGLISH_JOINED_BEFORE.exec(before)?.[1], ENGLISH_JOINED_AFTER.exec(after)?.[1]];
  return listed.some((word) => word !== undefined && isDefect(word));
}
