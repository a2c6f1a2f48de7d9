import { fitsGlob } from './glob';

const PICTURES = '*.jpg, *.jpeg, *.jpe, *.png, *.bmp, *.tif, *.tiff, *.webp, *.gif';

/** Names under which programs write before they rename: hidden files, and these endings. */
const UNFINISHED = /^[.~]|~$|\.(part|partial|filepart|tmp|temp|crdownload|download|uploading|swp)$/i;

/**
 * Tells which file names are pictures to take.
 *
 * @param patterns comma-separated, with `*` and `?`, letter case ignored; empty stands for the endings of all formats
 */
export function nameFilter(patterns: string): (name: string) => boolean {
  const plain = (text: string) => text.normalize('NFC').toLowerCase();
  const wanted = (patterns.trim() || PICTURES)
    .split(',')
    .map((pattern) => plain(pattern.trim()))
    .filter(Boolean);
  return (name) => !UNFINISHED.test(name) && wanted.some((pattern) => fitsGlob(pattern, plain(name)));
}
