import { userInfo } from 'node:os';
import type { Actor } from '../../lib/audit/entry';
import { AuditLog } from '../../lib/audit/log';
import { recordModels, type ModelChange } from '../../lib/audit/models';
import { auditFolder } from '../../lib/audit/place';
import { say } from '../language';

/** The way to do what changes models of `home`, with an entry in the audit log of the user directory. */
export function recordedIn(home: string, userDirectory?: string) {
  const tell = ({ path, bytes }: { path: string; bytes: number }) =>
    console.error(say('audit.mended', { path, bytes }));
  const log = new AuditLog(auditFolder(userDirectory), tell);
  const actor: Actor = { kind: 'command', name: userInfo().username };
  return <T extends { manifest: { id: string } }>(event: ModelChange, work: () => Promise<T[]>) =>
    recordModels(log, actor, event, home, work, (models) => models.map(({ manifest }) => manifest.id));
}
