import { InspectionError } from '../../inspection/errors';
import type { ModelManifest } from '../../models/manifest';
import type { Tokenizer } from '../../text/tokenizer';
import type { TextForm } from './towers';

/** What config.json says about the text tower. */
export interface TextConfig {
  model_type?: string;
  text_config?: { max_position_embeddings?: number };
}

/**
 * How the members of the family read texts. SigLIP was trained on lower case at a length of 64 (Tschannen et al. 2025,
 * "SigLIP 2"), and is read at the last place, which the filling has to reach.
 *
 * @throws InspectionError ERR_MODEL_LOAD when a sigmoid model lacks what its scores cannot be computed without
 */
export function textFormOf(manifest: ModelManifest, config: TextConfig, { padding }: Tokenizer): TextForm {
  const longest = config.text_config?.max_position_embeddings;
  if (config.model_type !== 'siglip') return { longest: longest ?? 77 };
  const fail = (reason: string) => new InspectionError('ERR_MODEL_LOAD', { model: manifest.id, reason });
  if (manifest.logit_scale === undefined || manifest.logit_bias === undefined || manifest.scoring !== 'sigmoid') {
    throw fail(
      'model.json: "logit_scale", "logit_bias" and "scoring": "sigmoid" are missing, and there is no checkpoint',
    );
  }
  if (padding === undefined) throw fail('tokenizer.json and tokenizer_config.json name no token to fill texts up with');
  return { longest: longest ?? 64, lowerCase: true, padding };
}
