import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { randomSource } from '../../lib/random';

const SIDE = 224;
/** Keeps the draws of neighbouring numbers apart. */
const STRIDE = 0x6d2b79f5;

/**
 * Pictures of parts of one product, PNG: a plate with a bore and a label; each part has its own grain, lies up to two pixels
 * off and is lit a little differently. The same number gives the same part.
 *
 * @param defect SVG drawn on the part
 */
export async function part(number: number, defect = ''): Promise<Buffer> {
  const random = randomSource(STRIDE * (number + 1));
  const [dx, dy, light] = [4 * random() - 2, 4 * random() - 2, 0.95 + 0.1 * random()];
  const svg = `<svg width="${SIDE}" height="${SIDE}"><rect width="100%" height="100%" fill="#9a9c9f"/>
    <g transform="translate(${dx} ${dy})"><circle cx="60" cy="60" r="22" fill="#202224"/>
    <rect x="120" y="30" width="70" height="18" fill="#2b4a80"/>${defect}</g></svg>`;
  const { data } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixels = data.map((value, index) => (index % 3 === 0 ? grain(value, light, random()) : value));
  for (let at = 0; at < pixels.length; at += 3) {
    const change = pixels[at]! - data[at]!;
    for (const channel of [1, 2]) pixels[at + channel] = clamped(data[at + channel]! + change);
  }
  return sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
}

/**
 * A plate with grain and nothing else on it, larger than what a model reads, PNG.
 *
 * @param defect SVG drawn on it
 */
export async function plate(width: number, height: number, defect = ''): Promise<Buffer> {
  const random = randomSource(STRIDE);
  const svg = `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="#8c8f92"/>${defect}</svg>`;
  const { data } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let at = 0; at < data.length; at += 3) {
    const change = 12 * (random() + random() - 1);
    for (let channel = 0; channel < 3; channel++) data[at + channel] = clamped(data[at + channel]! + change);
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** Twelve good parts and six with a hole or a scratch as files, sorted as a person would. */
export async function sortedParts(folder: string): Promise<{ ok: string[]; ng: string[] }> {
  const put = async (side: string, number: number, defect = '') => {
    const path = join(folder, side, `${number}.png`);
    await mkdir(join(folder, side), { recursive: true });
    await writeFile(path, await part(number, defect));
    return path;
  };
  const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
  return {
    ok: await Promise.all(numbers(1, 12).map((number) => put('ok', number))),
    ng: await Promise.all(numbers(20, 6).map((number) => put('ng', number, number % 2 ? SCRATCH : HOLE))),
  };
}

const HOLE = '<circle cx="140" cy="140" r="5" fill="#101010"/>';

export const SCRATCH = '<line x1="110" y1="110" x2="175" y2="160" stroke="#e8e8e8" stroke-width="3"/>';

/** Where {@link SCRATCH} is, pixels. */
export const SCRATCH_BOX = { left: 108, top: 108, right: 177, bottom: 162 };

const grain = (value: number, light: number, chance: number) => clamped(value * light + 16 * (chance - 0.5));
const clamped = (value: number) => Math.min(255, Math.max(0, Math.round(value)));
