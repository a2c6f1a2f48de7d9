import type { MeasureOptions } from '../../inference/jobs';
import { asFloat, backgroundOf, minus } from './background';
import { Evidence, LEAST_NOISE, type Finding } from './evidence';
import { gaussian, resize } from './filters';
import type { Channels } from './channels';
import type { Channel } from './opencv';
import { robustSpread } from './statistics';

/** Windows of the background as fractions of the longer side, and the widths of what is looked for against each. */
const SCALES = [
  { window: 0.05, blobs: [1.5], lines: [{ along: 5, across: 1.2 }] },
  { window: 0.15, blobs: [2, 4], lines: [] },
  { window: 0.45, blobs: [4, 8], lines: [] },
];

/** The same for colour, in which only patches are looked for. */
const COLOUR_SCALES = [
  { window: 0.15, blobs: [2, 4], lines: [] },
  { window: 0.45, blobs: [6], lines: [] },
];

/**
 * How far every pixel stands out of its surroundings, against backgrounds of several scales, in multiples of noise.
 * Colour counts when dark and bright are both looked for.
 */
export function standingOut({ grey, colour }: Channels, polarity: MeasureOptions['polarity']): Finding {
  const evidence = new Evidence(grey, polarity);
  const longest = Math.max(grey.width, grey.height);
  const pictures = [grey, ...(polarity === 'both' ? colour : [])].map((channel, index) => {
    const picture = asFloat(channel);
    let texture: Float32Array | undefined;
    for (const { window, ...kernels } of index === 0 ? SCALES : COLOUR_SCALES) {
      const background = backgroundOf(channel, window * longest);
      const residual = minus(picture, background.level);
      texture ??= localTexture(residual);
      evidence.gather(residual, kernels, { texture, level: background.doubt.values });
    }
    return picture;
  });
  return { evidence: evidence.channel, pictures };
}

/** Roughness around each pixel relative to that of the whole picture, 0.7..3; a defect does not count as roughness. */
function localTexture(residual: Channel): Float32Array {
  const { width, height } = residual;
  const ceiling = 2.5 * robustSpread(residual.values) + LEAST_NOISE;
  const sizes = residual.values.map((value) => Math.min(Math.abs(value), ceiling) + LEAST_NOISE / 2);
  const coarse = resize({ ...residual, values: sizes }, Math.ceil(width / 16), Math.ceil(height / 16));
  const rough = gaussian(coarse, 2.5);
  const usual = Float32Array.from(rough.values).sort()[rough.values.length >> 1]!;
  const relative = rough.values.map((value) => Math.min(3, Math.max(0.7, value / usual)));
  return resize({ ...rough, values: relative }, width, height).values;
}
