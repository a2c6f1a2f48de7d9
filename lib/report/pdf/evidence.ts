import { sniffFormat } from '../../imaging/header';
import type { Inspection, Point } from '../../inspection/record';
import { decisionOf } from '../words';
import type { SheetPictures } from './pictures';

/** Most bytes of pictures in one document, so that a shift of 100 pages stays under 20 MB. */
export const PICTURE_BUDGET = 16_000_000;
/** A larger original gives way to its thumbnail. */
const LARGEST_ORIGINAL = 400_000;

/** An inspection and, when it is at hand, its original picture as it arrived. */
export interface Documented {
  inspection: Inspection;
  picture?: Uint8Array;
}

/** Whether an inspection gets a page of its own behind a summary. */
export const hasPage = (inspection: Inspection): boolean => decisionOf(inspection) !== 'ok';

/**
 * What of an inspection a document can use: no embedding, the original only where it is a JPEG of modest size, and
 * for a summary no pictures of parts that get no page.
 */
export function lighten({ inspection, picture }: Documented, summary: boolean): Documented {
  const light = { ...inspection, embedding: undefined, asked: undefined };
  if (summary && !hasPage(inspection)) return { inspection: { ...light, evidence: undefined } };
  return { inspection: light, picture: isUsable(picture) ? picture : undefined };
}

function isUsable(picture: Uint8Array | undefined): boolean {
  return picture !== undefined && picture.byteLength <= LARGEST_ORIGINAL && sniffFormat(picture) === 'jpeg';
}

const bytesOf = (value: Uint8Array | string | undefined) => (value instanceof Uint8Array ? value : undefined);

const sizeOf = (pictures: (Uint8Array | undefined)[]) =>
  pictures.reduce((sum, each) => sum + (each?.byteLength ?? 0), 0);

/**
 * Chooses what to embed for each inspection. When a document would grow too large, first the originals and then the
 * overlays give way to the thumbnails, on which the regions are then drawn as lines.
 */
export function chooseEvidence(documented: Documented[]): SheetPictures[] {
  const originals = documented.map(({ picture }) => picture);
  const overlays = documented.map(({ inspection }) => bytesOf(inspection.evidence?.overlay));
  const thumbnails = documented.map(({ inspection }) => bytesOf(inspection.evidence?.thumbnail));
  const whys = documented.map(({ inspection }) => bytesOf(inspection.evidence?.why));
  const looks = documented.map(({ inspection }) => bytesOf(inspection.evidence?.looked));
  const drawn = sizeOf(overlays) + sizeOf(whys) + sizeOf(looks);
  const withOverlays = drawn + sizeOf(thumbnails) <= PICTURE_BUDGET;
  const withOriginals = drawn + sizeOf(originals) <= PICTURE_BUDGET;
  return documented.map(({ inspection }, index) => ({
    picture: (withOriginals ? originals[index] : undefined) ?? thumbnails[index],
    overlay: withOverlays ? overlays[index] : undefined,
    why: withOverlays ? whys[index] : undefined,
    looked: withOverlays ? looks[index] : undefined,
    outlines: outlinesOf(inspection),
  }));
}

function outlinesOf({ frame: { width, height }, regions = [] }: Inspection): Point[][] {
  if (!width || !height) return [];
  return regions.map(({ polygon }) => polygon.map(([x, y]): Point => [x / width, y / height]));
}
