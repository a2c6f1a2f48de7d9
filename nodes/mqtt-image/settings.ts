import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import type { SubscriberOptions } from '../../lib/mqtt/subscriber';
import type { QueueSettings } from '../../lib/queue/entry';
import { intakeDirectory } from '../shared/folders';
import { limitsOf, type FrameConfig } from '../shared/frame';
import { numberOption } from '../shared/options';

export interface MqttImageConfig extends NodeDef, FrameConfig {
  host: string;
  port: string;
  tls: string;
  version: '4' | '5';
  clientId: string;
  keepalive: string;
  sessionHours: string;
  topic: string;
  spoolMegabytes: string;
  limit: string;
  waitSeconds: string;
}

export interface MqttImageCredentials {
  user: unknown;
  password: unknown;
}

type TlsNode = Node & { addTLSOptions?(options: object): object };

/** Where the node keeps what the broker need not keep any more. */
export function spoolFolder(RED: NodeAPI, node: Node): string {
  return join(intakeDirectory(RED), `mqtt-image-${node.id}`);
}

/** Times a picture is handed on before the lack of an answer counts as failure. */
const TRIES = 3;

/** @throws InspectionError ERR_OPTIONS */
export function spoolSettings(config: MqttImageConfig): QueueSettings {
  return {
    inFlight: Math.max(1, numberOption('limit', config.limit, 4)),
    leaseMs: 1000 * numberOption('waitSeconds', config.waitSeconds, 120),
    retryMs: 0,
    maxTries: TRIES,
    maxFrames: Infinity,
    maxBytes: 1e6 * numberOption('spoolMegabytes', config.spoolMegabytes, 2000),
    maxAgeMs: 0,
    minFree: 0,
    whenFull: 'refuse',
    byLine: false,
    finishedBy: 'input',
  };
}

/** @throws InspectionError ERR_OPTIONS */
export function subscriberOptions(
  RED: NodeAPI,
  node: Node<MqttImageCredentials>,
  config: MqttImageConfig,
): SubscriberOptions {
  for (const option of ['host', 'topic'] as const) {
    if (!config[option]?.trim()) throw new InspectionError('ERR_OPTIONS', { option, reason: '–' });
  }
  const { user, password } = node.credentials ?? {};
  const tls = config.tls ? (RED.nodes.getNode(config.tls) as TlsNode | null)?.addTLSOptions?.({}) : undefined;
  const port = numberOption('port', config.port, config.tls ? 8883 : 1883);
  return {
    url: `${config.tls ? 'mqtts' : 'mqtt'}://${config.host.trim()}:${port}`,
    version: config.version === '4' ? 4 : 5,
    clientId: config.clientId?.trim() || `gyeol-${shortId(node.id)}`,
    ...(user ? { username: String(user) } : {}),
    ...(password ? { password: String(password) } : {}),
    keepalive: numberOption('keepalive', config.keepalive, 60),
    sessionSeconds: 3600 * numberOption('sessionHours', config.sessionHours, 168),
    topic: config.topic.trim(),
    maxBytes: limitsOf(config).maxBytes,
    memory: join(spoolFolder(RED, node), 'subscription'),
    ...(tls ? { tls } : {}),
  };
}

/** Always the same for a node, and short: MQTT 3.1.1 brokers need take no more than 23 characters. */
function shortId(id: string): string {
  return /^[0-9a-z]{1,17}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 16);
}
