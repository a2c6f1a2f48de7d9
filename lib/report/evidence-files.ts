import { basename } from 'node:path';
import { sniffFormat } from '../imaging/header';
import type { Inspection } from '../inspection/record';
import { writeReport, type FileSystem } from './atomic';
import type { EvidenceNames } from './json';

const EXTENSIONS: Partial<Record<string, string>> = { jpeg: 'jpg', png: 'png' };

/**
 * Writes overlay, thumbnail and heatmaps beside the report, and the original when it is JPEG or PNG.
 *
 * @param path of the report, without extension
 * @returns the names for the record and the paths written
 */
export async function writeEvidence(
  path: string,
  { evidence = {} }: Inspection,
  picture?: Uint8Array,
  files?: FileSystem,
): Promise<{ names: EvidenceNames; paths: string[] }> {
  const names: EvidenceNames = {};
  const paths: string[] = [];
  const write = async (kind: keyof EvidenceNames, bytes: unknown, extension: string | undefined) => {
    if (!(bytes instanceof Uint8Array) || !extension) return;
    const target = `${path}.${kind}.${extension}`;
    await writeReport(target, bytes, files);
    names[kind] = basename(target);
    paths.push(target);
  };
  await write('overlay', evidence.overlay, 'jpg');
  await write('thumbnail', evidence.thumbnail, 'jpg');
  await write('heatmap', evidence.heatmap, 'jpg');
  await write('why', evidence.why, 'jpg');
  await write('looked', evidence.looked, 'jpg');
  await write('picture', picture, picture && EXTENSIONS[sniffFormat(picture) ?? '']);
  return { names, paths };
}
