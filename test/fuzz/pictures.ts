import sharp from 'sharp';
import { bmpOf, card, deepGrey, quadrants, SIZE } from '../fixtures/pictures/make';
import type { Dice } from './dice';
import { judge, type Answer, type FuzzedGateway } from './gateway';
import { mutate, type Mutated } from './mutate';
import type { Ending, Target } from './target';

interface Seed {
  name: string;
  bytes: Buffer;
}

/** One picture of every way a format is written in that the pack reads. */
export async function pictureSeeds(): Promise<Seed[]> {
  const { width, height } = SIZE;
  const animated = () => sharp(quadrants(), { raw: { width, height, channels: 3, pageHeight: height / 2 } });
  const made: Record<string, Promise<Buffer> | Buffer> = {
    jpeg: card().jpeg().toBuffer(),
    'jpeg progressive': card().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
    'jpeg grey': card().greyscale().jpeg().toBuffer(),
    'jpeg cmyk': card().toColourspace('cmyk').jpeg().toBuffer(),
    'jpeg turned': card().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    png: card().png().toBuffer(),
    'png palette': card().png({ palette: true }).toBuffer(),
    'png interlaced': card().ensureAlpha().png({ progressive: true }).toBuffer(),
    'png 16 bit': deepGrey(32, 24, (index) => index * 80),
    webp: card().webp().toBuffer(),
    'webp lossless': card().ensureAlpha().webp({ lossless: true }).toBuffer(),
    'webp animated': animated().webp().toBuffer(),
    tiff: card().tiff({ compression: 'none' }).toBuffer(),
    'tiff lzw': card().tiff({ compression: 'lzw' }).toBuffer(),
    'tiff deflate tiles': card().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    'tiff jpeg': card().tiff({ compression: 'jpeg' }).toBuffer(),
    'tiff fax': card().toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer(),
    gif: card().gif().toBuffer(),
    'gif animated': animated().gif().toBuffer(),
    'bmp 8': bmpOf(8),
    'bmp 24': bmpOf(24),
    'bmp 32 top down': bmpOf(32, true),
  };
  return Promise.all(Object.entries(made).map(async ([name, bytes]) => ({ name, bytes: await bytes })));
}

/** Judgement and measurement, to tell whether two pictures gave the same. */
const resultOf = ({ body: { record } }: Answer) => JSON.stringify([record?.judgement?.scores, record?.regions]);

/** Mutated picture files on the way through source, judgement and measurement. */
export async function pictures(gateway: FuzzedGateway): Promise<Target> {
  const seeds = await pictureSeeds();
  const whole = new Map<string, string>();

  const ending = async (seed: Seed, { bytes, how }: Mutated): Promise<Ending> => {
    const answer = await gateway.post('/picture', bytes);
    const judged = judge(answer);
    if (judged.wrong !== undefined || judged.code !== 'ok' || !isSeen(seed, how, bytes)) return judged;
    const known = whole.get(seed.name) ?? resultOf((await gateway.post('/picture', seed.bytes)) as Answer);
    whole.set(seed.name, known);
    return resultOf(answer as Answer) === known ? judged : { wrong: 'taken for good, though a part is missing' };
  };
  return {
    make: async (dice: Dice) => {
      const [seed, other] = [dice.pick(seeds), dice.pick(seeds)];
      const mutated = mutate(seed.bytes, dice, other.bytes);
      return {
        tell: `${seed.name}: ${mutated.how.join(', ')}`,
        bytes: mutated.bytes,
        run: () => ending(seed, mutated),
      };
    },
  };
}

/** Damage that no format can hide: the end is missing, or, where chunks carry their sum, a bit was turned. */
function isSeen({ name, bytes: whole }: Seed, how: string[], bytes: Buffer): boolean {
  if (how.join() === 'cut') return bytes.length < whole.length;
  return name.startsWith('png') && how.every((each) => each === 'flip');
}
