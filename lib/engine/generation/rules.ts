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
  /** Most tokens of a text, start and end included. */
  positions: number;
}

interface GenerationConfig {
  decoder_start_token_id?: number;
  bos_token_id?: number;
  eos_token_id: number | number[];
  bad_words_ids?: number[][] | null;
  forced_bos_token_id?: number | null;
  forced_eos_token_id?: number | null;
}

interface PositionsConfig {
  max_position_embeddings?: number;
  text_config?: { max_position_embeddings?: number };
}

export async function loadRules(model: ModelFolder): Promise<GenerationRules> {
  const generation = await model.json<GenerationConfig>('generation_config.json');
  const config = await model.json<PositionsConfig>('config.json');
  const end = [generation.eos_token_id].flat();
  return {
    start: (generation.decoder_start_token_id ?? generation.bos_token_id)!,
    end,
    bannedWords: (generation.bad_words_ids ?? []).filter((word) => !(word.length === 1 && end.includes(word[0]!))),
    forcedStart: generation.forced_bos_token_id ?? undefined,
    forcedEnd: generation.forced_eos_token_id ?? undefined,
    positions: config.text_config?.max_position_embeddings ?? config.max_position_embeddings ?? Infinity,
  };
}
