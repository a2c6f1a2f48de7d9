import { dirname, resolve } from 'node:path';
import type { Box } from '../../inspection/record';
import { InspectionError } from '../../inspection/errors';
import type { LabelledPicture, Segment } from './manifest';

interface CocoFile {
  images: { id: number; file_name: string }[];
  annotations: {
    image_id: number;
    category_id: number;
    bbox?: Box;
    segmentation?: number[][] | { counts: number[] | string; size: [height: number, width: number] };
  }[];
  categories: { id: number; name: string }[];
}

/**
 * Pictures of a COCO object detection file (Lin et al. 2014; cocodataset.org, "Data format"); files beside it or in
 * `images`. A picture without annotation is a good part; one with several defects has the largest one's label.
 *
 * @throws InspectionError ERR_OPTIONS when it is no such file
 */
export function readCoco(text: string, path: string): LabelledPicture[] {
  const { images, annotations, categories } = parse(text, path);
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const byImage = Map.groupBy(annotations, ({ image_id }) => image_id);
  const folder = dirname(resolve(path));
  return images.map(({ id, file_name }) => {
    const own = byImage.get(id) ?? [];
    const largest = [...own].sort((a, b) => areaOf(b.bbox) - areaOf(a.bbox))[0];
    const boxes = own.flatMap(({ bbox }) => (bbox ? [bbox] : []));
    const segments = own.flatMap(({ segmentation }) => (segmentation ? segmentsOf(segmentation) : []));
    return {
      file: resolve(folder, file_name),
      has_defect: own.length > 0,
      ...(largest && { label_en: names.get(largest.category_id) ?? String(largest.category_id) }),
      ...(boxes.length && { boxes }),
      ...(segments.length && { segments }),
    };
  });
}

const areaOf = (box: Box | undefined) => (box ? box[2] * box[3] : 0);

function segmentsOf(segmentation: NonNullable<CocoFile['annotations'][number]['segmentation']>): Segment[] {
  if (Array.isArray(segmentation)) return segmentation.map((polygon) => ({ polygon }));
  const { counts, size } = segmentation;
  return [{ runs: typeof counts === 'string' ? unpackCounts(counts) : counts, height: size[0], width: size[1] }];
}

/**
 * Run lengths from COCO's text form: groups of 5 bits, lowest first, 32 more follows, 16 of the last group is the sign;
 * from the third on each is the difference to the one before the last (pycocotools, `rleFrString`).
 */
export function unpackCounts(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    let shift = 0;
    let group: number;
    do {
      group = text.charCodeAt(at++) - 48;
      value |= (group & 31) << shift;
      shift += 5;
    } while (group & 32 && at < text.length);
    if (group & 16 && shift < 32) value |= -1 << shift;
    counts.push(counts.length > 2 ? value + counts[counts.length - 2]! : value);
  }
  return counts;
}

function parse(text: string, path: string): CocoFile {
  const fail = (reason: string) =>
    new InspectionError('ERR_OPTIONS', { option: 'manifest', reason: `${path}: ${reason}` });
  let value: Partial<CocoFile>;
  try {
    value = JSON.parse(text) as Partial<CocoFile>;
  } catch (thrown) {
    throw fail((thrown as Error).message);
  }
  for (const list of ['images', 'annotations', 'categories'] as const)
    if (!Array.isArray(value?.[list])) throw fail(`COCO: ${list} ?`);
  if (!value.images!.every(({ file_name }) => typeof file_name === 'string')) throw fail('COCO: file_name ?');
  return value as CocoFile;
}
