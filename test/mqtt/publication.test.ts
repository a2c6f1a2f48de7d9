import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { isPublishable, packetSize, type Publication } from '../../lib/mqtt/publication';

type Generate = { generate(packet: object, options: { protocolVersion: number }): Buffer };
const { generate } = createRequire(createRequire(__filename).resolve('mqtt'))('mqtt-packet') as Generate;

/** What goes over the wire, by the package that writes it. */
function written({ userProperties, contentType, correlationData, ...rest }: Publication, version: 4 | 5): number {
  const properties = { userProperties, contentType, correlationData };
  const packet = {
    cmd: 'publish',
    qos: 1,
    messageId: 1,
    dup: false,
    ...rest,
    ...(version === 5 ? { properties } : {}),
  };
  return generate(packet, { protocolVersion: version }).length;
}

describe('the size of a message', () => {
  const full = {
    contentType: 'application/json',
    userProperties: { id: '부품 1', kind: 'verdict', empty: '' },
    correlationData: Buffer.from([1, 2, 3]),
  };
  const cases = [0, 1, 100, 127, 128, 16_000, 16_383, 16_384, 2_097_152].flatMap((bytes) => [
    { topic: '공장/A/verdict', retain: false, payload: Buffer.alloc(bytes) },
    { topic: 'a', retain: true, payload: Buffer.alloc(bytes), ...full },
  ]);
  it.each(cases.flatMap((publication) => [4, 5].map((version) => [publication.payload.length, version, publication])))(
    'of %i bytes in MQTT %i is what goes over the wire',
    (_, version, publication) => {
      const one = publication as Publication;
      expect(packetSize(one, version as 4 | 5)).toBe(written(one, version as 4 | 5));
    },
  );
});

it('knows what can be published to', () => {
  expect(['a', '공장/1 라인/판정', '$share-like'].map(isPublishable)).toEqual([true, true, true]);
  expect(['', 'a/#', 'a/+/b', 'a\u0000b', 'x'.repeat(65_536)].some(isPublishable)).toBe(false);
});
