import type { EngineSettings } from '../../inference/settings';
import { TRANSLATORS } from '../../models/family';
import { openModel } from '../../models/folder';
import { loadOnce } from './load-once';
import { loadM2m100 } from './m2m100';
import { loadMarian } from './marian';
import type { Translator } from './translator';

const LOADERS = { marian: loadMarian, m2m100: loadM2m100 };

/**
 * A translator of whichever family its folder is.
 *
 * @throws InspectionError ERR_MODEL_MISSING, ERR_MODEL_CHECKSUM, ERR_MODEL_LOAD, ERR_MODEL_SELFTEST
 */
export const loadTranslator = loadOnce(async (name: string, settings: EngineSettings): Promise<Translator> => {
  const { manifest } = await openModel(name, TRANSLATORS);
  return LOADERS[manifest.family as keyof typeof LOADERS](name, settings);
});
