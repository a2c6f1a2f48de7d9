import * as fs from 'node:fs/promises';
import { replaceFile, type FileSystem } from '../replace-file';
import { writeFailure } from './failure';

export { replaceFile, type FileSystem } from '../replace-file';

/**
 * {@link replaceFile} for reports.
 *
 * @throws InspectionError ERR_REPORT_WRITE
 */
export async function writeReport(path: string, data: Uint8Array | string, files: FileSystem = fs): Promise<void> {
  try {
    await replaceFile(path, data, files);
  } catch (thrown) {
    throw writeFailure(path, thrown);
  }
}
