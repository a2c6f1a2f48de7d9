import type { ModelFolder } from '../../models/folder';

/** What a model's generation_config.json and config.json say about its texts. */
export interface GenerationRules {
  /** The token a text starts with. */
  start: number;
  /** Tokens that end a text. */
  end: number[];
  bannedWords: number[][];
  /** Token that must follow the start, such as a language. */
  forcedStart?: number;
  /** Token that must stand last when a text reaches its longest. */
  forcedEnd?: number;
  /** When beams are enough, as transformers' `early_stopping`. */
  earlyStopping: boolean | 'never';
  /** Whether the scores are probabilities again after words were banned. */
  renormalised: boolean;
  /** Most tokens of a text, start and end included. */
  positions: number;
}

interface GenerationConfig {
  decoder_start_token_id?: number;
  bos_token_id?: number;
  eos_token_id?: number | number[];
  bad_words_ids?: number[][] | null;
  forced_bos_token_id?: number | null;
  forced_eos_token_id?: number | null;
  early_stopping?: boolean | 'never';
  renormalize_logits?: boolean;
}

/** Older models keep in config.json what newer ones keep in generation_config.json. */
interface ModelConfig extends GenerationConfig {
  max_position_embeddings?: number;
  text_config?: { max_position_embeddings?: number; bos_token_id?: number; sep_token_id?: number };
}

export async function loadRules(model: ModelFolder): Promise<GenerationRules> {
  const config = await model.json<ModelConfig>('config.json');
  const caption = model.manifest.family === 'blip' ? config.text_config : undefined;
  const tells = caption !== undefined || config.decoder_start_token_id !== undefined;
  const read = tells ? model.optionalJson<GenerationConfig> : model.json<GenerationConfig>;
  const generation = (await read('generation_config.json')) ?? config;
  // BLIP ends its captions with the separator, whatever its configuration calls the end of a text.
  const end = [caption?.sep_token_id ?? generation.eos_token_id ?? BLIP.sep_token_id].flat();
  return {
    start: generation.decoder_start_token_id ?? generation.bos_token_id ?? caption?.bos_token_id ?? BLIP.bos_token_id,
    end,
    bannedWords: (generation.bad_words_ids ?? []).filter((word) => !(word.length === 1 && end.includes(word[0]!))),
    forcedStart: generation.forced_bos_token_id ?? undefined,
    forcedEnd: generation.forced_eos_token_id ?? undefined,
    earlyStopping: generation.early_stopping ?? false,
    renormalised: generation.renormalize_logits ?? false,
    positions: config.text_config?.max_position_embeddings ?? config.max_position_embeddings ?? Infinity,
  };
}

/** What BlipTextConfig assumes. */
const BLIP = { bos_token_id: 30522, sep_token_id: 102 };
