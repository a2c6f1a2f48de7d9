import type { IClientPublishOptions, MqttClient } from 'mqtt';
import type { Inspection } from '../../../lib/inspection/record';

/** The node on config node `broker`. */
export const mqttResult = (options: object = {}) => ({
  id: 'result',
  type: 'mqtt-result',
  broker: 'broker',
  topic: 'factory/{line}/{station}/{kind}',
  minFreeMegabytes: '0',
  wires: [],
  ...options,
});

/** A frame that clip-filter has judged. */
export const judged = (id: string, decision: 'ok' | 'ng' = 'ng', more: Partial<Inspection> = {}): Inspection => ({
  schema: 1,
  id,
  frame: { source: 'factory/A/weld/image', sha256: `sum of ${id}`, judgedAt: '2026-11-26T09:00:00.000+09:00' },
  part: { line: 'A', station: 'weld', serial: `S-${id}` },
  judgement: {
    decision,
    reason: decision === 'ok' ? 'normal' : 'defect',
    label: decision === 'ok' ? { id: 'ok', en: 'good', ko: '양품' } : { id: 'dent', en: 'dent', ko: '찍힘' },
    probability: 0.91234,
    margin: 0.8,
    threshold: 0.5,
    scores: [],
    promptsHash: 'hash',
    picturesHash: '',
    model: 'starter-clip',
  },
  ...more,
});

/** The same when it is described. */
export const reported = (id: string): Inspection =>
  judged(id, 'ng', { description: { en: 'a dent', ko: '찍힘 1곳', termsUsed: [], numbers: [] } });

export interface Received {
  topic: string;
  /** Of the user properties. */
  id: string;
  kind: string;
  decision: string;
  body: Record<string, unknown>;
  properties: NonNullable<IClientPublishOptions['properties']>;
}

/** Collects what arrives at a client. */
export function collect(client: MqttClient): Received[] {
  const received: Received[] = [];
  client.on('message', (topic, payload, { properties = {} }) => {
    const { id, kind, decision } = { ...(properties.userProperties as Record<string, string>) };
    const body = JSON.parse(String(payload)) as Record<string, unknown>;
    received.push({ topic, id: id!, kind: kind!, decision: decision!, body, properties: properties as never });
  });
  return received;
}
