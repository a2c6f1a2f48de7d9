import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Node } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';

const OTHERWISE = 'gyeol-{node}';

/** Client ids of one broker. A broker throws out who connected first with the same one, over and over. */
export class ClientIds {
  private readonly taken = new Map<string, string>();

  constructor(private readonly pattern: string | undefined) {}

  /**
   * The same for a node, always, and its alone until it is closed: what the broker keeps hangs on it.
   *
   * @throws InspectionError ERR_MQTT_CLIENT_ID
   */
  take(node: Node): string {
    const slots: Record<string, string> = { node: shortId(node.id), host: hostname() };
    const pattern = this.pattern?.trim() || OTHERWISE;
    const clientId = pattern.replace(/\{(node|host)\}/g, (_, slot: string) => slots[slot]!);
    const other = this.taken.get(clientId);
    if (other && other !== node.id) throw new InspectionError('ERR_MQTT_CLIENT_ID', { clientId, other });
    this.taken.set(clientId, node.id);
    node.on('close', () => this.taken.delete(clientId));
    return clientId;
  }
}

/** Short: MQTT 3.1.1 brokers need take no more than 23 characters. */
function shortId(id: string): string {
  return /^[0-9a-z]{1,17}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 16);
}
