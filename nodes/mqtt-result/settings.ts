import { join } from 'node:path';
import type { NodeAPI, NodeDef } from 'node-red';
import type { QueueSettings } from '../../lib/queue/entry';
import { outboxDirectory } from '../shared/folders';
import { numberOption } from '../shared/options';

export interface MqttResultConfig extends NodeDef {
  broker: string;
  topic: string;
  content: 'record' | 'payload';
  retain: boolean;
  answer: boolean;
  maxMessages: string;
  maxMegabytes: string;
  maxHours: string;
  minFreeMegabytes: string;
  whenFull: QueueSettings['whenFull'];
}

/** More than the broker is sent at a time, so that reading from disk keeps up. */
const READ_AHEAD = 32;
/** The connection decides when a message is lost, not a clock; the longest time that a timer takes. */
const NO_LEASE = 2 ** 31 - 1;
/** For what the broker refuses for the time being, and for kills of the process. */
const RETRY_MS = 10_000;
const TRIES = 1000;

export function outboxFolder(RED: NodeAPI, { id }: MqttResultConfig): string {
  return join(outboxDirectory(RED), `mqtt-result-${id.replace(/[^\w-]/g, '_')}`);
}

/** @throws InspectionError ERR_OPTIONS */
export function outboxSettings(config: MqttResultConfig): QueueSettings {
  const number = (option: keyof MqttResultConfig, otherwise: number, least = 0) =>
    Math.max(least, numberOption(option, config[option] as string, otherwise));
  return {
    inFlight: READ_AHEAD,
    leaseMs: NO_LEASE,
    retryMs: RETRY_MS,
    maxTries: TRIES,
    maxFrames: number('maxMessages', 100_000, 1),
    maxBytes: number('maxMegabytes', 1000, 1) * 1e6,
    maxAgeMs: number('maxHours', 0) * 3_600_000,
    minFree: number('minFreeMegabytes', 200) * 1e6,
    whenFull: config.whenFull || 'refuse',
    byLine: false,
    finishedBy: 'input',
  };
}
