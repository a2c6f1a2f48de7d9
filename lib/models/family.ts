import { InspectionError } from '../inspection/errors';
import { FAMILIES, type Family } from './manifest';

/** `model_type` of config.json, by the family that runs it. */
const MODEL_TYPES: Record<Family, string[]> = { clip: ['clip'], blip: ['blip'], marian: ['marian'] };

export interface HubConfig {
  model_type?: string;
  _name_or_path?: string;
}

export const isFamily = (name: string): name is Family => (FAMILIES as readonly string[]).includes(name);

/**
 * The family of a folder in Hugging Face layout, from its config.json.
 *
 * @throws InspectionError ERR_MODEL_FAMILY
 */
export function familyOf(model: string, { model_type = '–' }: HubConfig): Family {
  const found = FAMILIES.find((family) => MODEL_TYPES[family].includes(model_type));
  if (found) return found;
  throw new InspectionError('ERR_MODEL_FAMILY', { model, family: model_type, families: FAMILIES.join(', ') });
}
