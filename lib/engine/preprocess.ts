import type { Box } from '../inspection/record';
import type { ModelFolder } from '../models/folder';
import type { Pixels } from './picture/pixels';
import { toRgb } from './picture/resize';

interface Size {
  height?: number;
  width?: number;
  shortest_edge?: number;
}

/** The fields of preprocessor_config.json that CLIPImageProcessor and BlipImageProcessor know. */
interface PreprocessorConfig {
  do_resize?: boolean;
  size?: Size | number;
  /** As in Pillow: 2 bilinear, 3 bicubic. */
  resample?: number;
  do_center_crop?: boolean;
  crop_size?: Size | number;
  do_rescale?: boolean;
  rescale_factor?: number;
  do_normalize?: boolean;
  image_mean?: number[];
  image_std?: number[];
}

/** Turns a part of a picture into what a vision graph reads. */
export interface Preprocessor {
  /** Of the tensor, px. */
  width: number;
  height: number;
  /** @returns `3 × height × width` values, channels first */
  prepare(pixels: Pixels, box: Box): Promise<Float32Array>;
}

/** A picture this many times larger than the tensor loses nothing that resampling would have kept. */
const AMPLE = 3;

/**
 * The shorter side, px, that decoding has to keep.
 *
 * @param fraction the smallest part of a side of the picture that fills a tensor, 0..1
 * @param thumbnail longest side of the thumbnail that is made as well
 */
export function ampleSide({ width, height }: Preprocessor, fraction = 1, thumbnail = 0): number {
  return Math.max(Math.ceil((AMPLE * Math.max(width, height)) / fraction), thumbnail);
}

/** Resize, centre crop, rescale and normalise as the model's preprocessor_config.json says. */
export async function loadPreprocessor(model: ModelFolder): Promise<Preprocessor> {
  return createPreprocessor(await model.json<PreprocessorConfig>('preprocessor_config.json'));
}

export function createPreprocessor(config: PreprocessorConfig): Preprocessor {
  const kernel = config.resample === 2 ? 'linear' : 'cubic';
  const size = asSize(config.size ?? 224);
  const crop = config.do_center_crop ? exactSize(asSize(config.crop_size ?? 224)) : undefined;
  const { width, height } = crop ?? exactSize(size);
  const scale = config.do_rescale === false ? 1 : (config.rescale_factor ?? 1 / 255);
  const normalised = config.do_normalize !== false;
  const mean = normalised ? (config.image_mean ?? [0, 0, 0]) : [0, 0, 0];
  const std = normalised ? (config.image_std ?? [1, 1, 1]) : [1, 1, 1];

  return {
    width,
    height,
    async prepare(pixels, box) {
      const resized = config.do_resize === false ? { width: box[2], height: box[3] } : resizedSize(size, box);
      const rgb = await toRgb(pixels, box, resized.width, resized.height, kernel);
      const left = Math.floor((resized.width - width) / 2);
      const top = Math.floor((resized.height - height) / 2);
      const values = new Float32Array(3 * width * height);
      for (let channel = 0, to = 0; channel < 3; channel++) {
        const factor = scale / std[channel]!;
        const offset = mean[channel]! / std[channel]!;
        for (let y = 0; y < height; y++) {
          let from = ((y + top) * resized.width + left) * 3 + channel;
          for (let x = 0; x < width; x++, from += 3) values[to++] = rgb[from]! * factor - offset;
        }
      }
      return values;
    },
  };
}

const asSize = (size: Size | number): Size => (typeof size === 'number' ? { shortest_edge: size } : size);

function exactSize({ width, height, shortest_edge }: Size): { width: number; height: number } {
  return { width: (width ?? shortest_edge)!, height: (height ?? shortest_edge)! };
}

function resizedSize({ width, height, shortest_edge }: Size, [, , boxWidth, boxHeight]: Box) {
  if (!shortest_edge) return { width: width!, height: height! };
  const shorter = Math.min(boxWidth, boxHeight);
  // Hugging Face cuts the longer side off instead of rounding it.
  const scaled = (side: number) => Math.floor((shortest_edge * side) / shorter);
  return { width: scaled(boxWidth), height: scaled(boxHeight) };
}
