import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { run } from '../../lib/engine/jobs/clip';
import { withoutTraces } from '../../lib/engine/tiles/grain';
import type { Pixels } from '../../lib/engine/picture/pixels';
import { expandPrompts } from '../../lib/inspection/prompts';
import type { Box } from '../../lib/inspection/record';
import { randomSource } from '../../lib/random';
import { defaultLine } from '../../lib/stages/line';
import { TestContext } from '../support/job-context';

type Rgb = [red: number, green: number, blue: number];

const EVEN: Rgb = [200, 40, 30];
const WHOLE: Box = [0, 0, 96, 80];
const MIDDLE: Box = [40, 32, 16, 16];

/** An even surface with another colour in a box. */
function surface([x, y, width, height]: Box, colour: Rgb): Pixels {
  const [, , across, down] = WHOLE;
  const isIn = (at: number) =>
    at % across >= x && at % across < x + width && Math.floor(at / across) >= y && Math.floor(at / across) < y + height;
  const data = Array.from({ length: across * down }, (_, at) => (isIn(at) ? colour : EVEN)).flat();
  return { data: Uint8Array.from(data), width: across, height: down };
}

/** Mean colour of a box. */
function meanOf({ data, width: across }: Pixels, [x, y, width, height]: Box): number[] {
  const sums = [0, 0, 0];
  for (let row = y; row < y + height; row++)
    for (let at = 3 * (row * across + x); at < 3 * (row * across + x + width); at++) sums[at % 3]! += data[at]!;
  return sums.map((sum) => sum / (width * height));
}

/** How far the middle's colour is from the corner's, the most of three. */
function stepOf(pixels: Pixels): number {
  const [there, here] = [meanOf(pixels, MIDDLE), meanOf(pixels, [0, 0, 16, 16])];
  return Math.max(...there.map((value, channel) => Math.abs(value - here[channel]!)));
}

describe('what compression leaves', () => {
  it('is gone: a block of a slightly other colour, or a step of light by one level', () => {
    const coloured: Rgb = [204, 39, 30];
    const lighter: Rgb = [201, 41, 31];
    for (const colour of [coloured, lighter]) {
      const before = stepOf(surface(MIDDLE, colour));
      expect(before).toBeGreaterThanOrEqual(1);
      expect(stepOf(withoutTraces(surface(MIDDLE, colour), WHOLE))).toBeLessThan(0.5 * before);
    }
  });

  it('is all that goes: a dark place and a rusty one of the same light stay, and the mean colour', () => {
    const dark: Rgb = [170, 10, 0];
    const rusty: Rgb = [160, 62, 20];
    for (const colour of [dark, rusty]) {
      const before = stepOf(surface(MIDDLE, colour));
      expect(stepOf(withoutTraces(surface(MIDDLE, colour), WHOLE))).toBeGreaterThan(0.75 * before);
    }
    meanOf(withoutTraces(surface(MIDDLE, EVEN), WHOLE), WHOLE).forEach((value, channel) =>
      expect(value).toBeCloseTo(EVEN[channel]!, 0),
    );
  });

  it('goes from a part of a picture alike wherever that lies, at every call', () => {
    const picture = surface(MIDDLE, [90, 90, 90]);
    const part = withoutTraces(picture, [40, 32, 16, 16]);
    expect(part).toMatchObject({ width: 16, height: 16 });
    const alone = surface([0, 0, 96, 80], [90, 90, 90]);
    expect(part).toEqual(withoutTraces(alone, [7, 5, 16, 16]));
    meanOf(part, [0, 0, 16, 16]).forEach((value) => expect(value).toBeCloseTo(90, 0));
  });
});

describe('tiles of a vivid surface that was kept as JPEG', () => {
  const { judge } = defaultLine();
  const labels = expandPrompts(judge.labels, judge.templates, { englishOnly: false });
  const defects = judge.labels.filter(({ kind }) => kind === 'defect').map(({ id }) => id);
  const [width, height] = [700, 500];

  /** A red surface, a little lighter to one side, with noise of up to four levels. */
  async function vivid(defect = ''): Promise<Buffer> {
    const svg = `<svg width="${width}" height="${height}"><defs><linearGradient id="g" x2="1" y2="0.4">
      <stop stop-color="#f41808"/><stop offset="1" stop-color="#ff2010"/></linearGradient></defs>
      <rect width="100%" height="100%" fill="url(#g)"/>${defect}</svg>`;
    const random = randomSource(2 * 0x6d2b79f5);
    const samples = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
    const noisy = Uint8ClampedArray.from(samples, (value) => value + Math.round(4 * (random() + random() - 1)));
    return sharp(noisy, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toBuffer();
  }

  async function told(bytes: Buffer) {
    const fine = { overlap: 0.2, budgetMs: 0, defects };
    const [output] = await run([{ picture: { bytes }, model: 'starter-clip', labels, fine }], [new TestContext()]);
    if (output instanceof Error) throw output;
    return output!.fine!;
  }

  it('look like a defect at first and like none again', async () => {
    const { tiles } = await told(await vivid());
    expect(tiles[0]!.looks).toBe(2);
    expect(tiles[0]!.score).toBeLessThan(0);
  });

  it('show a scratch on it', async () => {
    const scratch = '<path d="M 330 230 q 15 18 28 28" stroke="#802018" stroke-width="2" fill="none"/>';
    const { tiles, limit } = await told(await vivid(scratch));
    expect(tiles[0]!.score).toBeGreaterThan(limit);
  });
});
