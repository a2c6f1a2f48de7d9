import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { packageRoot } from '../../lib/package-root';

const WIDTH = 160;
const COMMENT = Buffer.from([0xff, 0xfe]);

/** The example pictures, small: parts that are good, defective and doubtful to the starter models. */
export function examplePictures(): Promise<Buffer[]> {
  const folder = join(packageRoot(), 'examples/pictures');
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.jpg'))
    .sort();
  return Promise.all(names.map((name) => sharp(join(folder, name)).resize(WIDTH).jpeg().toBuffer()));
}

/** The same picture in a file of its own: a JPEG with a comment. */
export function commented(jpeg: Buffer, text: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(2 + Buffer.byteLength(text));
  return Buffer.concat([jpeg.subarray(0, 2), COMMENT, length, Buffer.from(text), jpeg.subarray(2)]);
}
