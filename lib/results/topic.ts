import { InspectionError } from '../inspection/errors';
import type { Part } from '../inspection/record';
import { isPublishable } from '../mqtt/publication';

export type TopicSlots = Part & { kind: string; id: string; decision: string };

/**
 * The topic that a pattern such as `factory/{line}/{station}/{kind}` gives. A value stays within its level; one that is
 * missing becomes `-`.
 *
 * @throws InspectionError ERR_MQTT_TOPIC when nothing can be published to it
 */
export function topicOf(pattern: string, slots: TopicSlots): string {
  const values = slots as unknown as Record<string, string | undefined>;
  const topic = pattern.replace(/\{(\w+)\}/g, (_, slot: string) => levelOf(values[slot] || '-'));
  if (!isPublishable(topic)) throw new InspectionError('ERR_MQTT_TOPIC', { topic });
  return topic;
}

const levelOf = (value: string) => value.replace(/[/+#\p{Cc}]/gu, '_');
