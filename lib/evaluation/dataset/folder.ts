import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, parse, resolve, sep } from 'node:path';
import { InspectionError } from '../../inspection/errors';
import type { LabelledPicture } from './manifest';

const PICTURE = /\.(jpe?g|png|webp|tiff?|bmp|gif)$/i;
const GOOD = /^(ok|good|normal|free|양품|정상)$/i;
const BAD = /^(ng|bad|defect|불량)$/i;
const MASKS = ['ground_truth', 'masks'];

/**
 * Pictures that lie in folders named after what they show: `ok` (or good, 양품 …) and the defects, these by themselves or
 * within `ng` (or bad, 불량 …). Masks may lie in `ground_truth/<defect>/<name>_mask.png`, within or beside the folder, as in
 * MVTec AD (Bergmann et al. 2019).
 *
 * @throws InspectionError ERR_OPTIONS without any picture in such folders
 */
export async function readLabelledFolder(path: string): Promise<LabelledPicture[]> {
  const root = resolve(path);
  const names = (await readdir(root, { recursive: true })).filter((name) => PICTURE.test(name));
  const order = new Intl.Collator('ko', { numeric: true }).compare;
  const pictures = names.sort(order).flatMap((name): LabelledPicture[] => {
    const folders = name.split(sep).slice(0, -1);
    if (folders.length === 0 || MASKS.includes(folders[0]!)) return [];
    const label = folders.filter((folder) => !BAD.test(folder)).at(-1);
    const has_defect = label === undefined || !GOOD.test(label);
    const mask = has_defect && label ? maskOf(root, label, parse(name).name) : undefined;
    return [
      {
        file: join(root, name),
        has_defect,
        ...(has_defect && label && { label_en: label.replaceAll(/[_-]/g, ' ') }),
        ...(mask && { mask }),
      },
    ];
  });
  if (pictures.length > 0) return pictures;
  throw new InspectionError('ERR_OPTIONS', { option: 'manifest', reason: `${path}: ok/, ng/<label>/ ?` });
}

function maskOf(root: string, label: string, name: string): string | undefined {
  const places = [root, join(root, '..')].flatMap((base) => MASKS.map((folder) => join(base, folder, label)));
  return places.flatMap((place) => [join(place, `${name}_mask.png`), join(place, `${name}.png`)]).find(existsSync);
}
