import type { Node } from 'node-red';
import type { Connection } from '../../lib/intake/opcua/connection';

export interface OpcUaCredentials {
  user: unknown;
  password: unknown;
  certificate: unknown;
  privateKey: unknown;
}

/** What opcua-image and opcua-result find at the config node they name. */
export type OpcUaNode = Node<OpcUaCredentials> & { connection?: Connection };
