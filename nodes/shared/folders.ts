import { join } from 'node:path';
import type { NodeAPI } from 'node-red';

interface Settings {
  fileWorkingDirectory?: string;
  userDir?: string;
}

/** What relative paths in forms start from. */
export function workingDirectory(RED: NodeAPI): string {
  const { fileWorkingDirectory, userDir } = RED.settings as Settings;
  return fileWorkingDirectory || userDir || '.';
}

/** Where nodes keep what is still to be sent. */
export function outboxDirectory(RED: NodeAPI): string {
  return join((RED.settings as Settings).userDir || '.', 'gyeol-outbox');
}

/** Where nodes keep what must survive a restart. */
export function intakeDirectory(RED: NodeAPI): string {
  return join((RED.settings as Settings).userDir || '.', 'gyeol-intake');
}
