import type { OutboxConfig } from '../shared/outbox';

export interface MqttResultConfig extends OutboxConfig {
  broker: string;
  topic: string;
  content: 'record' | 'payload';
  retain: boolean;
  answer: boolean;
}

/** More than the broker is sent at a time, so that reading from disk keeps up. */
export const READ_AHEAD = 32;
