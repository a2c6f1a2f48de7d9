import type { NodeAPI } from 'node-red';
import type { Actor, AuditEvent } from '../../lib/audit/entry';
import { AuditLog } from '../../lib/audit/log';
import { auditFolder } from '../../lib/audit/place';
import { InspectionError } from '../../lib/inspection/errors';
import { languageIn } from './language';

const logs = new Map<string, AuditLog>();

/** The audit log of this Node-RED; it says aloud what a crash tore. */
export function auditLogOf(RED: NodeAPI): AuditLog {
  const folder = auditFolder(RED.settings.userDir);
  let log = logs.get(folder);
  if (!log) {
    log = new AuditLog(folder, ({ path, bytes }) => {
      const { message, advice } = new InspectionError('ERR_AUDIT_TORN', { path, bytes }, languageIn(RED));
      RED.log.warn(`ERR_AUDIT_TORN: ${message} → ${advice}`);
    });
    logs.set(folder, log);
  }
  return log;
}

/** Does what writes to the audit log; where that fails, the line goes on and Node-RED's log says so. */
export async function audited(RED: NodeAPI, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const { code, message, advice } = InspectionError.from(thrown).in(languageIn(RED));
    RED.log.error(`${code}: ${message} → ${advice}`);
  }
}

export const record = (RED: NodeAPI, event: AuditEvent): Promise<void> =>
  audited(RED, () => auditLogOf(RED).append(event));

interface SignedRequest {
  user?: unknown;
  ip?: string;
}

/** Whom Node-RED let in; without `adminAuth` nobody has a name. */
export function actorOf({ user, ip }: SignedRequest): Actor {
  const name = (user as { username?: string } | undefined)?.username;
  return { kind: 'user', ...(name && { name }), ...(ip && { address: ip }) };
}
