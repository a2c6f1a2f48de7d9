import sharp from 'sharp';
import type { Point } from '../../inspection/record';
import type { Pixels } from './pixels';
import { strokesOf } from './stroke-font';

/** A region to draw, in pixels of the picture. */
export interface Marking {
  bbox: readonly [number, number, number, number];
  polygon: readonly Point[];
  /** Digits, letters and signs of the stroke font, such as `1  3.2 mm`. */
  text: string;
}

const COLOUR = '#ff3b30';
const TEXT_HEIGHT = 13;

/**
 * The picture with outlines, boxes and sizes drawn on it.
 *
 * Text is drawn as strokes, so that it looks the same on a gateway without any font.
 *
 * @param longest side of the result in pixels; the picture is never enlarged
 * @returns a JPEG
 */
export async function overlay(pixels: Pixels, markings: readonly Marking[], longest: number): Promise<Uint8Array> {
  const { data, width, height } = pixels;
  const scale = Math.min(1, longest / Math.max(width, height));
  const [outWidth, outHeight] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const drawn = markings.map((marking) => draw(marking, scale, outWidth, outHeight)).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${outWidth}" height="${outHeight}">${drawn}</svg>`;
  const reduced = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(outWidth, outHeight, { fit: 'fill' })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(reduced)
    .composite([{ input: Buffer.from(svg) }])
    .jpeg({ quality: 88 })
    .toBuffer();
}

function draw({ bbox, polygon, text }: Marking, scale: number, width: number, height: number): string {
  const margin = 4;
  const [left, top] = [bbox[0] * scale - margin, bbox[1] * scale - margin];
  const [boxWidth, boxHeight] = [bbox[2] * scale + 2 * margin, bbox[3] * scale + 2 * margin];
  const outline = polygon.map(([x, y]) => `${fixed((x + 0.5) * scale)},${fixed((y + 0.5) * scale)}`).join(' ');
  const { path, advance } = strokesOf(text, TEXT_HEIGHT);
  const labelHeight = TEXT_HEIGHT + 8;
  const above = top - labelHeight >= 0;
  const labelTop = above ? top - labelHeight : Math.min(top + boxHeight, height - labelHeight);
  const labelLeft = Math.max(0, Math.min(left, width - advance - 8));
  return [
    `<rect x="${fixed(left)}" y="${fixed(top)}" width="${fixed(boxWidth)}" height="${fixed(boxHeight)}"`,
    ` fill="none" stroke="${COLOUR}" stroke-width="1.5"/>`,
    `<polygon points="${outline}" fill="none" stroke="#ffe600" stroke-width="1"/>`,
    `<rect x="${fixed(labelLeft)}" y="${fixed(labelTop)}" width="${fixed(advance + 8)}" height="${labelHeight}"`,
    ` fill="${COLOUR}"/>`,
    `<path transform="translate(${fixed(labelLeft + 4)} ${fixed(labelTop + 4)})" d="${path}" fill="none"`,
    ` stroke="#ffffff" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>`,
  ].join('');
}

const fixed = (value: number) => value.toFixed(1);
