import type { NodeAPI } from 'node-red';
import { languageOf, type Language } from '../../lib/inspection/messages';

/** The language of status texts and errors: Node-RED's `lang` setting, else that of the environment. */
export function languageIn(RED: NodeAPI): Language {
  const settings = RED.settings as { lang?: string };
  return languageOf(settings.lang ?? process.env.LC_ALL ?? process.env.LC_MESSAGES ?? process.env.LANG);
}
