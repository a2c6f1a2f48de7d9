import { join } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { SubscriberOptions } from '../../lib/mqtt/subscriber';
import type { QueueSettings } from '../../lib/queue/entry';
import { brokerOptions } from '../shared/broker';
import { intakeDirectory } from '../shared/folders';
import { limitsOf, type FrameConfig } from '../shared/frame';
import { numberOption, required } from '../shared/options';

export interface MqttImageConfig extends NodeDef, FrameConfig {
  broker: string;
  sessionHours: string;
  topic: string;
  spoolMegabytes: string;
  limit: string;
  waitSeconds: string;
  /** Missing from flows of earlier versions. */
  finishedBy?: QueueSettings['finishedBy'];
}

/** Times a picture is handed on before the lack of an answer counts as failure. */
const TRIES = 3;
/** After an error that came back. */
const RETRY_MS = 10_000;

/** Where the node keeps what the broker need not keep any more. */
export function spoolFolder(RED: NodeAPI, node: Node): string {
  return join(intakeDirectory(RED), `mqtt-image-${node.id}`);
}

/** @throws InspectionError ERR_OPTIONS */
export function spoolSettings(config: MqttImageConfig): QueueSettings {
  return {
    inFlight: Math.max(1, numberOption('limit', config.limit, 4)),
    leaseMs: 1000 * numberOption('waitSeconds', config.waitSeconds, 120),
    retryMs: config.finishedBy === 'report' ? RETRY_MS : 0,
    maxTries: TRIES,
    maxFrames: Infinity,
    maxBytes: 1e6 * numberOption('spoolMegabytes', config.spoolMegabytes, 2000),
    maxAgeMs: 0,
    minFree: 0,
    whenFull: 'refuse',
    byLine: false,
    finishedBy: config.finishedBy || 'input',
  };
}

/** @throws InspectionError ERR_OPTIONS, ERR_MQTT_CLIENT_ID */
export function subscriberOptions(RED: NodeAPI, node: Node, config: MqttImageConfig): SubscriberOptions {
  return {
    ...brokerOptions(RED, node, config),
    sessionSeconds: 3600 * numberOption('sessionHours', config.sessionHours, 168),
    topic: required('topic', config.topic),
    maxBytes: limitsOf(config).maxBytes,
    memory: join(spoolFolder(RED, node), 'subscription'),
  };
}
