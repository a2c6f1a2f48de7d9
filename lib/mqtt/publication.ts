/** A message to be published. What only MQTT 5 knows is left out for older brokers. */
export interface Publication {
  topic: string;
  payload: Uint8Array;
  retain: boolean;
  contentType?: string;
  userProperties?: Record<string, string>;
  correlationData?: Uint8Array;
}

/** Whether a message can be published to it: no wildcards, no control characters, no more than 65,535 bytes (MQTT 5, 4.7). */
export function isPublishable(topic: string): boolean {
  return topic !== '' && !/[+#\p{Cc}]/u.test(topic) && Buffer.byteLength(topic) <= 0xffff;
}

/** Property identifier or packet id, and the length in front of a text or bytes. */
const [IDENTIFIER, LENGTH, PACKET_ID] = [1, 2, 2];

/** Bytes of the PUBLISH packet on the wire, at QoS 1 (MQTT 5, 3.3; MQTT 3.1.1, 3.3). */
export function packetSize(publication: Publication, version: 4 | 5): number {
  const { topic, payload } = publication;
  const properties = version === 5 ? propertyBytes(publication) : 0;
  const own = version === 5 ? variableInteger(properties) + properties : 0;
  const remaining = field(topic) + PACKET_ID + own + payload.length;
  return 1 + variableInteger(remaining) + remaining;
}

function propertyBytes({ contentType, userProperties = {}, correlationData }: Publication): number {
  const pairs = Object.entries(userProperties);
  return (
    (contentType ? IDENTIFIER + field(contentType) : 0) +
    (correlationData ? IDENTIFIER + field(correlationData) : 0) +
    pairs.reduce((sum, [key, value]) => sum + IDENTIFIER + field(key) + field(value), 0)
  );
}

const field = (value: string | Uint8Array) => LENGTH + Buffer.byteLength(value);

/** Bytes of a number in MQTT's variable length: seven bits each. */
function variableInteger(value: number): number {
  return value < 128 ? 1 : 1 + variableInteger(value >> 7);
}
