import { createRequire } from 'node:module';

/** Below this, mqtt-packet keeps every length that it has met. */
const KEPT = 16_384;
/** Of the topic and its own length, which are part of a packet's length. */
const TOPIC_BYTES = 3;

type Generate = (packet: object, stream: { write(): boolean }, options: object) => boolean;
let isDone = false;

/**
 * Lets mqtt-packet (9.0.2) meet all lengths of packets that it keeps, one after the other. It keeps their encodings as
 * slices of Node.js's pool of 64 KiB, and each slice holds its whole piece of the pool for ever: reports of a thousand
 * lengths hold 64 MB. Met at once, all of them together take three pieces.
 */
export function meetAllLengths(): void {
  if (isDone) return;
  isDone = true;
  const { writeToStream } = createRequire(require.resolve('mqtt'))('mqtt-packet') as { writeToStream: Generate };
  const [nowhere, bytes] = [{ write: () => true }, Buffer.alloc(KEPT)];
  for (let length = TOPIC_BYTES; length < KEPT; length++) {
    const payload = bytes.subarray(0, length - TOPIC_BYTES);
    writeToStream({ cmd: 'publish', topic: 'a', payload, qos: 0 }, nowhere, { protocolVersion: 4 });
  }
}
