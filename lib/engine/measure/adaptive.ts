import type { MeasureOptions } from '../../inference/jobs';
import { backgroundsOf, minus } from './background';
import { unexplained, type Channels } from './channels';
import { Evidence, LEAST_NOISE } from './evidence';
import { gaussian, resize } from './filters';
import type { Channel } from './opencv';
import { robustSpread } from './statistics';

/** Windows of the background as fractions of the longer side, and the widths of what is looked for against each, px. */
const SCALES = [
  { window: 0.05, kernels: { blobs: [0.75], lines: true } },
  { window: 0.15, kernels: { blobs: [1, 2], lines: false }, colours: { blobs: [1, 2], lines: false } },
  { window: 0.45, kernels: { blobs: [2, 4], lines: false }, colours: { blobs: [3], lines: false } },
];

/**
 * How far every pixel stands out of its surroundings, against backgrounds of several scales, in multiples of noise.
 * Colour counts when dark and bright are both looked for.
 */
export function standingOut({ grey, colour }: Channels, { polarity, threshold }: MeasureOptions): Channel {
  const evidence = new Evidence(grey, polarity, threshold);
  const longest = Math.max(grey.width, grey.height);
  const [backgroundAt, ...coloursAt] = [grey, ...(polarity === 'both' ? colour : [])].map(backgroundsOf);
  const textures: Float32Array[] = [];
  for (const scale of SCALES) {
    const background = backgroundAt!(scale.window * longest);
    const residual = minus(grey, background.level);
    textures[0] ??= localTexture(residual);
    evidence.gather(residual, scale.kernels, { texture: textures[0], level: background.doubt.values });
    const { colours } = scale;
    if (!colours) continue;
    coloursAt.forEach((colourAt, index) => {
      const { level, doubt } = colourAt(scale.window * longest);
      const shade = unexplained(colour[index]!, level, grey, background.level);
      const texture = (textures[index + 1] ??= localTexture(shade));
      evidence.gather(shade, colours, { texture, level: doubt.values });
    });
  }
  return evidence.channel;
}

/** Roughness around each pixel relative to that of the whole picture, 0.7..3; a defect does not count as roughness. */
function localTexture(residual: Channel): Float32Array {
  const { width, height } = residual;
  const ceiling = 2.5 * robustSpread(residual.values) + LEAST_NOISE;
  const sizes = residual.values.map((value) => Math.min(Math.abs(value), ceiling) + LEAST_NOISE / 2);
  const coarse = resize({ ...residual, values: sizes }, Math.ceil(width / 8), Math.ceil(height / 8));
  const rough = gaussian(coarse, 2.5);
  const usual = Float32Array.from(rough.values).sort()[rough.values.length >> 1]!;
  const relative = rough.values.map((value) => Math.min(3, Math.max(0.7, value / usual)));
  return resize({ ...rough, values: relative }, width, height).values;
}
