import { sniffFormat } from '../../imaging/header';
import type { Inspection, Point } from '../../inspection/record';
import type { SheetPictures } from './pictures';

/** Most bytes of pictures in one document, so that a shift of 100 pages stays under 20 MB. */
const BUDGET = 16_000_000;
/** A larger original gives way to its thumbnail. */
const LARGEST_ORIGINAL = 400_000;

/** An inspection and, when it is at hand, its original picture as it arrived. */
export interface Documented {
  inspection: Inspection;
  picture?: Uint8Array;
}

const bytesOf = (value: Uint8Array | string | undefined) => (value instanceof Uint8Array ? value : undefined);

const sizeOf = (pictures: (Uint8Array | undefined)[]) =>
  pictures.reduce((sum, each) => sum + (each?.byteLength ?? 0), 0);

/**
 * Chooses what to embed for each inspection: the original where it is a JPEG of modest size, and the overlay. When a
 * document would grow too large, first the originals and then the overlays give way to the thumbnail, on which the
 * regions are then drawn as lines.
 */
export function chooseEvidence(documented: Documented[]): SheetPictures[] {
  const originals = documented.map(({ picture }) => usable(picture));
  const overlays = documented.map(({ inspection }) => bytesOf(inspection.evidence?.overlay));
  const thumbnails = documented.map(({ inspection }) => bytesOf(inspection.evidence?.thumbnail));
  const withOverlays = sizeOf(overlays) + sizeOf(thumbnails) <= BUDGET;
  const withOriginals = sizeOf(overlays) + sizeOf(originals) <= BUDGET;
  return documented.map(({ inspection }, index) => ({
    picture: (withOriginals ? originals[index] : undefined) ?? thumbnails[index],
    overlay: withOverlays ? overlays[index] : undefined,
    outlines: outlinesOf(inspection),
  }));
}

function usable(picture: Uint8Array | undefined): Uint8Array | undefined {
  const small = picture && picture.byteLength <= LARGEST_ORIGINAL && sniffFormat(picture) === 'jpeg';
  return small ? picture : undefined;
}

function outlinesOf({ frame: { width, height }, regions = [] }: Inspection): Point[][] {
  if (!width || !height) return [];
  return regions.map(({ polygon }) => polygon.map(([x, y]): Point => [x / width, y / height]));
}
