import { InspectionError } from '../inspection/errors';
import { FAMILIES, type Family } from './manifest';

/** `model_type` of config.json, by the family that runs it. */
const MODEL_TYPES: Record<Family, string[]> = {
  clip: ['clip', 'siglip'],
  blip: ['blip'],
  marian: ['marian'],
  m2m100: ['m2m_100'],
};

/** Families of which either translates. */
export const TRANSLATORS: Family[] = ['marian', 'm2m100'];

export interface HubConfig {
  model_type?: string;
  _name_or_path?: string;
  text_config?: { vocab_size?: number };
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

/** Pieces of Gemma's vocabulary, which only SigLIP 2 has; it learnt from captions in 109 languages. */
const MULTILINGUAL = 256_000;

/** The languages a model reads, as far as its config.json tells them. */
export function languagesTold({ model_type, text_config }: HubConfig): string[] {
  return model_type === 'siglip' && text_config?.vocab_size === MULTILINGUAL ? ['en', 'ko'] : [];
}
