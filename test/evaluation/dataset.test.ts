import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { trueMask } from '../../commands/masks';
import { unpackCounts } from '../../lib/evaluation/dataset/coco';
import { readDataset } from '../../lib/evaluation/dataset/dataset';
import type { LabelledPicture } from '../../lib/evaluation/dataset/manifest';
import { regionOverlap } from '../../lib/evaluation/overlap';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dataset-'));
});

const put = async (...names: string[]) => {
  for (const name of names) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), '');
  }
};
const read = async (path = root): Promise<LabelledPicture[]> => {
  const dataset = await readDataset(path);
  return 'pictures' in dataset ? dataset.pictures : [];
};

describe('a labelled folder', () => {
  it('is read as ok and ng with the defects’ names', async () => {
    await put('양품/1.jpg', '양품/2.jpg', 'ng/scratch/1.jpg', 'ng/unnamed.png', 'readme.txt');
    expect((await read()).map(({ file, ...rest }) => ({ file: relative(root, file), ...rest }))).toEqual([
      { file: '양품/1.jpg', has_defect: false },
      { file: '양품/2.jpg', has_defect: false },
      { file: 'ng/scratch/1.jpg', has_defect: true, label_en: 'scratch' },
      { file: 'ng/unnamed.png', has_defect: true },
    ]);
  });

  it('is read as MVTec AD lays it out, masks beside it', async () => {
    await put('test/good/000.png', 'test/bent_wire/000.png', 'ground_truth/bent_wire/000_mask.png');
    const [bent, good] = await read(join(root, 'test'));
    expect(bent).toMatchObject({
      has_defect: true,
      label_en: 'bent wire',
      mask: join(root, 'ground_truth/bent_wire/000_mask.png'),
    });
    expect(good).toMatchObject({ has_defect: false });
    expect(await read()).toHaveLength(2);
  });

  it('is refused when no picture lies in it', async () => {
    await put('1.jpg');
    await expect(read()).rejects.toMatchObject({ code: 'ERR_OPTIONS' });
  });
});

describe('a COCO file', () => {
  const coco = (annotations: object[]) => ({
    images: [
      { id: 1, file_name: 'a.jpg', width: 8, height: 6 },
      { id: 2, file_name: 'sub/b.jpg', width: 8, height: 6 },
    ],
    categories: [
      { id: 3, name: 'scratch' },
      { id: 4, name: 'dent' },
    ],
    annotations,
  });
  const written = async (value: object) => {
    const path = join(root, 'instances.json');
    await writeFile(path, JSON.stringify(value));
    return path;
  };

  it('gives boxes, the largest defect’s label, and good parts without annotation', async () => {
    const [a, b] = await read(
      await written(
        coco([
          { image_id: 1, category_id: 3, bbox: [0, 0, 2, 1] },
          { image_id: 1, category_id: 4, bbox: [2, 2, 3, 3], segmentation: [[2, 2, 5, 2, 5, 5, 2, 5]] },
        ]),
      ),
    );
    expect(a).toMatchObject({
      file: join(root, 'a.jpg'),
      has_defect: true,
      label_en: 'dent',
      boxes: [
        [0, 0, 2, 1],
        [2, 2, 3, 3],
      ],
    });
    expect(b).toEqual({ file: join(root, 'sub/b.jpg'), has_defect: false });
    const mask = (await trueMask(a!, { width: 8, height: 6 }))!;
    expect(rows(mask.data, 8)).toEqual(['........', '........', '..###...', '..###...', '..###...', '........']);
  });

  it('gives masks of run lengths, packed or not', async () => {
    // 3 × 3 with the middle column: 3 outside, 3 inside, 3 outside, down the columns.
    const size = [3, 3];
    for (const counts of [[3, 3, 3], '333']) {
      const [a] = await read(await written(coco([{ image_id: 1, category_id: 3, segmentation: { counts, size } }])));
      expect(rows((await trueMask(a!, { width: 3, height: 3 }))!.data, 3)).toEqual(['.#.', '.#.', '.#.']);
    }
  });

  it('unpacks large and falling counts as pycocotools packs them', () => {
    expect(unpackCounts('d1')).toEqual([52]);
    expect(unpackCounts('5222O3')).toEqual([5, 2, 2, 4, 1, 7]);
    expect(unpackCounts('Xo03d0a?C')).toEqual([1000, 3, 20, 500, 7]);
  });

  it.each([['[]'], ['{"images": []}'], ['no JSON']])('is refused when it is %s', async (text) => {
    const path = join(root, 'x.json');
    await writeFile(path, text);
    await expect(read(path)).rejects.toMatchObject({ code: 'ERR_OPTIONS' });
  });
});

describe('the overlap of regions', () => {
  it('counts a small region as much as a large one', async () => {
    const pixels = (rows: string[]) => ({
      data: Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 1 : 0)),
      width: rows[0]!.length,
      height: rows.length,
    });
    const truth = pixels(['##....', '##....', '##...#']);
    expect(regionOverlap(truth, pixels(['##....', '##....', '##....']))).toBe(0.5);
    expect(regionOverlap(truth, pixels(['#.....', '.#....', '#....#']))).toBe(0.75);
    expect(regionOverlap(pixels(['...']), pixels(['###']))).toBeNull();
  });
});

const rows = (data: Uint8Array, width: number) =>
  Array.from({ length: data.length / width }, (_, row) =>
    [...data.subarray(row * width, (row + 1) * width)].map((inside) => (inside ? '#' : '.')).join(''),
  );

describe('a mask file', () => {
  it('is brought to the picture’s size', async () => {
    const path = join(root, 'mask.png');
    await sharp(Buffer.from([0, 255, 0, 255]), { raw: { width: 2, height: 2, channels: 1 } })
      .png()
      .toFile(path);
    const mask = await trueMask({ file: '', has_defect: true, mask: path }, { width: 4, height: 2 });
    expect(rows(mask!.data, 4)).toEqual(['..##', '..##']);
  });
});
