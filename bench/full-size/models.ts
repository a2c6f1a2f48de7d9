import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomCheckpoint } from './random-checkpoint';
import { bertVocabulary, clipTokenizer, wordTokenizer } from './vocabularies';

const at = (name: string) => join(process.env.GYEOL_BENCH_MODELS ?? join(tmpdir(), 'gyeol-bench-models'), name);

/** In the order of Hugging Face's CLIPImageProcessor. */
const PIXELS = {
  image_processor_type: 'CLIPImageProcessor',
  do_resize: true,
  size: { shortest_edge: 224 },
  resample: 3,
  do_center_crop: true,
  crop_size: { height: 224, width: 224 },
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: true,
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};

/** CLIP ViT-B/32 as in openai/clip-vit-base-patch32. @returns the model's folder */
export const clipBase = () =>
  randomCheckpoint(at('clip-vit-base-patch32'), {
    family: 'clip',
    graphs: 'clip-vit-base-patch32',
    vocabulary: 49408,
    files: {
      'config.json': {
        model_type: 'clip',
        architectures: ['CLIPModel'],
        projection_dim: 512,
        text_config: { eos_token_id: 2 },
        vision_config: { patch_size: 32 },
      },
      'preprocessor_config.json': PIXELS,
      'tokenizer.json': clipTokenizer(),
      'tokenizer_config.json': { tokenizer_class: 'CLIPTokenizer', pad_token: '<|endoftext|>', model_max_length: 77 },
    },
  });

/** BLIP as in Salesforce/blip-image-captioning-base. @returns the model's folder */
export const blipBase = () =>
  randomCheckpoint(at('blip-image-captioning-base'), {
    family: 'blip',
    graphs: 'blip-base',
    vocabulary: 30524,
    files: {
      'config.json': {
        model_type: 'blip',
        architectures: ['BlipForConditionalGeneration'],
        text_config: { num_attention_heads: 12, encoder_hidden_size: 768 },
        vision_config: { image_size: 384, patch_size: 16 },
      },
      'preprocessor_config.json': {
        ...PIXELS,
        image_processor_type: 'BlipImageProcessor',
        size: { height: 384, width: 384 },
        do_center_crop: false,
      },
      'vocab.txt': bertVocabulary(),
    },
  });

const PIECES = 65001;

/** Marian base with one vocabulary, as most repositories of OPUS-MT. @returns the model's folder */
export const marianBase = () =>
  randomCheckpoint(at('opus-mt-base'), {
    family: 'marian',
    graphs: 'marian-base',
    vocabulary: PIECES,
    files: {
      'config.json': {
        model_type: 'marian',
        architectures: ['MarianMTModel'],
        vocab_size: PIECES,
        decoder_vocab_size: PIECES,
        d_model: 512,
        encoder_layers: 6,
        decoder_layers: 6,
        encoder_attention_heads: 8,
        decoder_attention_heads: 8,
        encoder_ffn_dim: 2048,
        decoder_ffn_dim: 2048,
        activation_function: 'swish',
        scale_embedding: true,
        max_position_embeddings: 512,
        pad_token_id: PIECES - 1,
        decoder_start_token_id: PIECES - 1,
        eos_token_id: 0,
        forced_eos_token_id: 0,
      },
      'generation_config.json': {
        bad_words_ids: [[PIECES - 1]],
        decoder_start_token_id: PIECES - 1,
        eos_token_id: 0,
        pad_token_id: PIECES - 1,
      },
      'tokenizer.json': wordTokenizer(PIECES),
    },
  });
