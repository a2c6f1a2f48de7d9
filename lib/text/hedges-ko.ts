import { FINAL, finalOf, withFinal } from './hangul';
import { rewrite, tidySpaces, type Rule } from './rewrite';

const END = '(?=[.,;!?\\s]|$)';
/** The forms that close a sentence after 보이-, 추정되-, 같- and the like. */
const SEEMS =
  '(?:보임|보인다|보입니다|보여요|보여집니다|보여짐|추정됨|추정된다|추정됩니다|추정|의심됨|의심된다|의심됩니다|의심|생각됨|생각된다|생각됩니다)';
const SEEMING = '(?:보이는|추정되는|의심되는|생각되는)';
const LIKE = '(?:같음|같다|같습니다|같아요|같네요)';
const APPARENT = '듯\\s?(?:함|하다|합니다|해요|싶다|싶음)';

/** A verb's form before a noun, by its last two syllables. */
const VERB = '([가-힣]?[가-힣])';
const POSSIBLE = '가능성(?:이|도)?\\s?(?:있음|있다|있습니다|높음|높다|높습니다)';
const DUNNO = '지도\\s?(?:모름|모른다|모릅니다|모르겠음|모르겠다|모르겠습니다)';
/** What follows a verb's form before a noun to make it unsure. */
const UNSURE = `[것거]으로\\s+${SEEMS}|[것거]\\s?${LIKE}|${APPARENT}|${POSSIBLE}|${DUNNO}`;

const asNoun = (_: string | undefined, verb?: string) => nounOf(verb!);
const ends = (pattern: string) => new RegExp(pattern + END, 'g');

/**
 * From the most to the least specific, so that what a rule needs still stands when it comes.
 * Korean hedges close the sentence; what remains is put in the noun-ending style of plant reports (있는 것 같다 → 있음).
 */
const RULES: Rule[] = [
  { pattern: /(?<![가-힣])(?:아마도|아마|어쩌면|혹시|왠지)(?![가-힣])[ ,]*/g, by: '' },
  { pattern: new RegExp(`(?:으로|로)\\s+${SEEMING}\\s+`, 'g'), by: ' ' },
  { pattern: /(?:인|일)\s+[것거]\s?같은\s+/g, by: ' ' },
  { pattern: ends(`(?:인|일)\\s?(?:${UNSURE}|수(?:도)?\\s?있(?:음|다|습니다))`), by: '' },
  { pattern: ends(`${VERB}\\s?(?:${UNSURE}|수도\\s?있(?:음|다|습니다))`), by: asNoun },
  { pattern: ends(`(?:으로|로)\\s?${SEEMS}`), by: '' },
  { pattern: ends('(?:이|가)?\\s(?:추정|의심)(?:됨|된다|됩니다)?'), by: '' },
];

/** The Korean half of `removeHedges`. */
export function assertKorean(text: string): { text: string; removed: string[] } {
  const { text: plain, removed } = rewrite(text, RULES);
  return { text: removed.length > 0 ? tidySpaces(plain) : text, removed };
}

/** The noun form of a verb that stands before a noun, by its last syllables: 있는 → 있음, 보이는 → 보임, 된 → 됨. */
function nounOf(verb: string): string {
  const last = verb.at(-1)!;
  const stem = verb.slice(0, -1);
  if (stem && '는은을'.includes(last)) {
    return finalOf(stem) === FINAL.none ? withFinal(stem, FINAL.mieum) : `${stem}음`;
  }
  const final = finalOf(last);
  return final === FINAL.nieun || final === FINAL.rieul ? stem + withFinal(last, FINAL.mieum) : verb;
}
