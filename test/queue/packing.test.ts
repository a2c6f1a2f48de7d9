import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../lib/queue/packing';

function through(message: Record<string, unknown>): Record<string, unknown> {
  const { json, views, blobs } = pack(message);
  return unpack(json, views, Buffer.concat([...blobs]));
}

describe('a message on disk', () => {
  it('keeps bytes of every kind where they stood, and as what they were', () => {
    const message = {
      payload: Buffer.from([1, 2, 3]),
      inspection: { id: '부품#1', evidence: { overlay: new Uint8Array([4]) }, embedding: new Float32Array([0.5, -1]) },
      raw: { data: new Uint16Array([65535, 1]), width: 2, height: 1 },
      list: [Buffer.alloc(0), 'text', { deep: new Uint8Array([9]).buffer }],
    };
    const copy = through(message);
    expect(copy).toEqual(message);
    expect(Buffer.isBuffer(copy.payload)).toBe(true);
  });

  it('keeps the rest as JSON does', () => {
    expect(through({ a: [1, null, 'x'], date: new Date(0), missing: undefined, big: 5n })).toEqual({
      a: [1, null, 'x'],
      date: '1970-01-01T00:00:00.000Z',
      big: '5',
    });
  });

  it('leaves out what lives in this process only, and goes round what contains itself', () => {
    const round: Record<string, unknown> = { name: 'round' };
    round.self = round;
    const message = { req: { socket: {} }, res: round, work: () => 1, round, twice: [round.name, round.name] };
    expect(through(message)).toEqual({ round: { name: 'round' }, twice: ['round', 'round'] });
  });

  it('takes no hold of the prototypes of this process', () => {
    through(JSON.parse('{"payload": {"__proto__": {"polluted": true}}}') as Record<string, unknown>);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
