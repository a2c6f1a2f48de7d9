import sharp from 'sharp';
import type { Engine, Generation, JobKind, MeasureOptions } from '../lib/inference';
import { captioning, judging } from './inputs';

/** A job of the mix, ready to be run. */
export interface MixedJob {
  kind: JobKind;
  run(engine: Engine): Promise<unknown>;
}

/** Widths and heights as different cameras send them, one large in eight. */
const SIZES = [
  [320, 240],
  [640, 480],
  [512, 512],
  [800, 600],
  [480, 640],
  [720, 540],
  [224, 300],
  [1280, 960],
] as const;

/** In ten jobs; a line judges all, measures and describes few. */
const KINDS: JobKind[] = [
  'clip',
  'clip',
  'translate',
  'clip',
  'measure',
  'clip',
  'caption',
  'clip',
  'translate',
  'measure',
];

const MEASURING: MeasureOptions = {
  method: 'adaptive',
  polarity: 'both',
  threshold: 4,
  minArea: 50,
  closing: 2,
  mergeDistance: 8,
  largest: 10,
};

const TRANSLATING: Generation = { numBeams: 4, maxNewTokens: 80 };

const SENTENCES = [
  'Scratch at the lower right.',
  'A dark stain on the brushed metal surface at the upper left.',
  'A long crack and a small dent near the centre of the cast metal surface, 12.4 mm long and 0.8 mm wide.',
  'A clean painted surface.',
  'Rust spots of 3 mm at the left edge of the ground metal part, next to a round hole with a chipped edge.',
];

/** Grainy pictures of all sizes, each with a scratch of its own. */
async function pictures(): Promise<Buffer[]> {
  return Promise.all(
    SIZES.map(([width, height], index) => {
      const noise = { type: 'gaussian', mean: 128, sigma: 6 } as const;
      const scratch = `<svg width="${width}" height="${height}"><line x1="${width / 8}" y1="${height / 4}"
        x2="${(width * (3 + (index % 4))) / 8}" y2="${height * 0.7}" stroke="#222" stroke-width="${2 + index}"/></svg>`;
      return sharp({ create: { width, height, channels: 3, background: 'grey', noise } })
        .composite([{ input: Buffer.from(scratch) }])
        .jpeg({ quality: 90 })
        .toBuffer();
    }),
  );
}

/** Jobs of every kind with pictures and sentences of every size by turns, for the three starter models, without end. */
export async function mixedJobs(): Promise<() => MixedJob> {
  const stock = await pictures();
  let count = 0;
  return () => {
    const number = count++;
    const kind = KINDS[number % KINDS.length]!;
    // Whatever the kind's place in the ten, it meets every size.
    const turn = number + Math.floor(number / KINDS.length);
    const bytes = Buffer.from(stock[turn % stock.length]!);
    return { kind, run: (engine) => run(engine, kind, bytes, SENTENCES[turn % SENTENCES.length]!, turn) };
  };
}

function run(engine: Engine, kind: JobKind, bytes: Buffer, sentence: string, turn: number): Promise<unknown> {
  if (kind === 'clip') {
    const tiles = turn % 3 === 0 ? { columns: 2, rows: 2, overlap: 0.2 } : undefined;
    return engine.run('clip', { ...judging(bytes), tiles, thumbnail: turn % 2 ? 160 : undefined });
  }
  if (kind === 'caption') return engine.run('caption', captioning(bytes));
  if (kind === 'measure') {
    return engine.run('measure', { picture: { bytes }, options: MEASURING, overlay: turn % 2 ? 640 : 0 });
  }
  return engine.run('translate', { texts: [sentence], model: 'starter-marian', generation: TRANSLATING });
}
