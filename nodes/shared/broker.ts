import { createHash } from 'node:crypto';
import type { Node, NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import type { BrokerOptions } from '../../lib/mqtt/broker';
import { numberOption } from './options';

/** The fields that the forms of all MQTT nodes share. */
export interface BrokerConfig {
  host: string;
  port: string;
  tls: string;
  version: '4' | '5';
  clientId: string;
  keepalive: string;
}

export interface BrokerCredentials {
  user: unknown;
  password: unknown;
}

export const BROKER_CREDENTIALS = { user: { type: 'text' }, password: { type: 'password' } } as const;

type TlsNode = Node & { addTLSOptions?(options: object): object };

/** @throws InspectionError ERR_OPTIONS */
export function brokerOptions(RED: NodeAPI, node: Node<BrokerCredentials>, config: BrokerConfig): BrokerOptions {
  const host = required('host', config.host);
  const { user, password } = node.credentials ?? {};
  const tls = config.tls ? (RED.nodes.getNode(config.tls) as TlsNode | null)?.addTLSOptions?.({}) : undefined;
  const port = numberOption('port', config.port, config.tls ? 8883 : 1883);
  return {
    url: `${config.tls ? 'mqtts' : 'mqtt'}://${host}:${port}`,
    version: config.version === '4' ? 4 : 5,
    clientId: config.clientId?.trim() || `gyeol-${shortId(node.id)}`,
    ...(user ? { username: String(user) } : {}),
    ...(password ? { password: String(password) } : {}),
    keepalive: numberOption('keepalive', config.keepalive, 60),
    ...(tls ? { tls } : {}),
  };
}

/** @throws InspectionError ERR_OPTIONS */
export function required(option: string, value: string | undefined): string {
  const text = value?.trim();
  if (!text) throw new InspectionError('ERR_OPTIONS', { option, reason: '–' });
  return text;
}

/** Always the same for a node, and short: MQTT 3.1.1 brokers need take no more than 23 characters. */
function shortId(id: string): string {
  return /^[0-9a-z]{1,17}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 16);
}
