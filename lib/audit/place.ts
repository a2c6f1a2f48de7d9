import { join } from 'node:path';
import { directoryOfInstallation } from '../models/home';

/** The folder of the audit log: GYEOL_AUDIT, or `gyeol-audit` in Node-RED's user directory. */
export function auditFolder(userDirectory = directoryOfInstallation()): string {
  return process.env.GYEOL_AUDIT || join(userDirectory, 'gyeol-audit');
}
