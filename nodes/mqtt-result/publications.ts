import { isPublishable, type Publication } from '../../lib/mqtt/publication';
import { printOf } from '../../lib/queue/print';
import { factsOf, kindOf, reportOf, userPropertiesOf, verdictOf } from '../../lib/results/result';
import { topicOf } from '../../lib/results/topic';
import { InspectionError } from '../../lib/inspection/errors';
import type { InspectionMessage } from '../shared/messages';
import type { Outgoing } from '../shared/outbox';
import type { MqttResultConfig } from './settings';

/**
 * What is to be published of a message: its result, and the same once more to the response topic that the sender of the
 * picture named.
 *
 * @throws InspectionError ERR_INSPECTION_MISSING, ERR_MQTT_TOPIC
 */
export function publicationsOf(msg: InspectionMessage, config: MqttResultConfig): Outgoing[] {
  const { inspection } = msg;
  if (!inspection) throw new InspectionError('ERR_INSPECTION_MISSING');
  const kind = kindOf(inspection);
  const userProperties = userPropertiesOf(inspection, kind);
  const { id, decision } = userProperties as { id: string; decision: string };
  const topic = topicOf(config.topic || msg.topic || '', { ...inspection.part, kind, id, decision });
  const isOwn = config.content === 'payload';
  const value = isOwn ? msg.payload : kind === 'verdict' ? verdictOf(inspection) : reportOf(inspection, msg.payload);
  const body = bodyOf(value);
  const correlationData = bytesOf(msg.correlationData);
  const publication: Publication = {
    ...body,
    topic,
    retain: config.retain ?? false,
    userProperties,
    ...(correlationData ? { correlationData } : {}),
  };
  const facts = factsOf(inspection, kind, isOwn ? printOf(body.payload) : undefined);
  const { responseTopic } = msg;
  if (config.answer === false || typeof responseTopic !== 'string' || !isPublishable(responseTopic)) {
    return [{ message: { ...publication }, facts }];
  }
  const answer = { ...publication, topic: responseTopic, retain: false };
  return [
    { message: { ...publication }, facts },
    { message: answer, facts: { ...facts, id: `answer-${facts.id}` } },
  ];
}

function bodyOf(value: unknown): Pick<Publication, 'payload' | 'contentType'> {
  if (value instanceof Uint8Array) return { payload: value };
  if (typeof value === 'string') return { payload: Buffer.from(value), contentType: 'text/plain' };
  return { payload: Buffer.from(JSON.stringify(value) ?? ''), contentType: 'application/json' };
}

function bytesOf(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? Buffer.from(value) : value instanceof Uint8Array ? value : undefined;
}
