import { statfs } from 'node:fs/promises';
import { InspectionError } from '../../inspection/errors';

/** @throws InspectionError ERR_DISK_FULL when fewer than `bytes` are free where `folder` lies */
export async function assertSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes > bavail * bsize) throw diskFull(folder, bytes, bavail * bsize);
}

export function diskFull(path: string, needed: number, free: number): InspectionError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  return new InspectionError('ERR_DISK_FULL', { path, needed: megabytes(needed), free: megabytes(free) });
}
