import { InspectionError } from '../inspection/errors';

/** What an operating system says when another program, usually Excel, holds a file open or forbids writing it. */
const LOCKED = new Set(['EBUSY', 'EPERM', 'EACCES']);

const systemCode = (thrown: unknown) => (thrown as NodeJS.ErrnoException | undefined)?.code;

export function isLocked(thrown: unknown): boolean {
  return LOCKED.has(systemCode(thrown) ?? '');
}

export function isMissing(thrown: unknown): boolean {
  return systemCode(thrown) === 'ENOENT';
}

/** A failed write as ERR_REPORT_WRITE that names the file and the system's reason, such as a full disk. */
export function writeFailure(path: string, thrown: unknown): InspectionError {
  if (thrown instanceof InspectionError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const reason = systemCode(thrown) ? (text.split(',')[0] ?? text) : text;
  return new InspectionError('ERR_REPORT_WRITE', { path, reason });
}
