import type { Box } from '../inspection/record';
import type { ModelFolder } from '../models/folder';
import type { DecodeOptions } from './picture/decode';
import type { Pixels } from './picture/pixels';
import { isResampledExactly, type Resampling } from './picture/resample';
import { toRgb } from './picture/resize';

interface Extent {
  width: number;
  height: number;
}

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
  /** What a part of this size is resampled to before it is cropped. */
  resampling(part: Extent): Resampling;
  /** @returns `3 × height × width` values, channels first */
  prepare(pixels: Pixels, box: Box): Promise<Float32Array>;
}

/** A picture this many times larger than the tensor loses nothing that resampling would have kept. */
const AMPLE = 3;

/** What is read of a picture. */
export interface Reading {
  /** The smallest part of a side of the picture that fills a tensor, 0..1. Default 1, the whole. */
  part?: number;
  /** Its pixels are changed before they are resampled. */
  changed?: boolean;
  /** Longest side of the thumbnail that is made as well. */
  thumbnail?: number;
}

/**
 * How little of a picture decoding has to keep: of a large one that is read whole, no more than the tensor is cut from.
 */
export function decodingFor(preprocessor: Preprocessor, { part = 1, changed, thumbnail = 0 }: Reading): DecodeOptions {
  const { width, height, resampling } = preprocessor;
  const atLeast = Math.max(Math.ceil((AMPLE * Math.max(width, height)) / part), thumbnail);
  if (part < 1 || changed) return { atLeast };
  const resample: DecodeOptions['resample'] = (picture) => {
    if (isResampledExactly(picture)) return undefined;
    const wanted = resampling(picture);
    return thumbnail === 0 || servesAs(thumbnail, wanted, picture) ? wanted : undefined;
  };
  return { atLeast, resample };
}

/** Whether a thumbnail can be made of the resampled picture: it is large enough, and not distorted. */
function servesAs(thumbnail: number, resampled: Extent, picture: Extent): boolean {
  const stretched = (resampled.width * picture.height) / (resampled.height * picture.width);
  return Math.max(resampled.width, resampled.height) >= thumbnail && Math.abs(stretched - 1) < 0.01;
}

/** The part of a box that reaches the tensor: less than the whole where the model's own preprocessing cuts sides off. */
export function visiblePart({ resampling, width, height }: Preprocessor, [x, y, wide, tall]: Box): Box {
  const resized = resampling({ width: wide, height: tall });
  const [across, down] = [Math.min(1, width / resized.width), Math.min(1, height / resized.height)];
  return [x + ((1 - across) / 2) * wide, y + ((1 - down) / 2) * tall, across * wide, down * tall];
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

  const resampling: Preprocessor['resampling'] = (part) => {
    return { ...(config.do_resize === false ? part : resizedSize(size, part)), kernel };
  };
  return {
    width,
    height,
    resampling,
    async prepare(pixels, box) {
      const resized = resampling({ width: box[2], height: box[3] });
      const rgb = await toRgb(pixels, box, resized);
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

function exactSize({ width, height, shortest_edge }: Size): Extent {
  return { width: (width ?? shortest_edge)!, height: (height ?? shortest_edge)! };
}

function resizedSize({ width, height, shortest_edge }: Size, part: Extent) {
  if (!shortest_edge) return { width: width!, height: height! };
  const shorter = Math.min(part.width, part.height);
  // Hugging Face cuts the longer side off instead of rounding it.
  const scaled = (side: number) => Math.floor((shortest_edge * side) / shorter);
  return { width: scaled(part.width), height: scaled(part.height) };
}
