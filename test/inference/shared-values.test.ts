import { describe, expect, it } from 'vitest';
import { SharingReceiver } from '../../lib/engine/shared-values';
import type { Sharing, ToChild } from '../../lib/inference/protocol';
import { SharingSender } from '../../lib/inference/shared-values';

interface Line {
  sent: Sharing[];
  /** What a process makes of the input of a job. */
  arrive(input: object): Record<string, unknown>;
}

function line(): Line {
  const sent: Sharing[] = [];
  const receiver = new SharingReceiver();
  const deliver = (message: ToChild) => receiver.receive(structuredClone(message));
  const sender = new SharingSender((message) => {
    sent.push(message);
    deliver(message);
  });
  let id = 0;
  const arrive = (input: object) => {
    const call = deliver({ type: 'job', kind: 'clip', id: id++, input: sender.shorten(input) });
    return (call as unknown as { input: Record<string, unknown> }).input;
  };
  return { sent, arrive };
}

describe('what many jobs share', () => {
  const labels = [{ id: 'scratch', prompts: ['a scratch'] }];

  it('travels once and arrives as the same object', () => {
    const { sent, arrive } = line();
    const first = arrive({ labels, model: 'a' });
    const second = arrive({ labels, model: 'b' });
    expect(first).toEqual({ labels, model: 'a' });
    expect(second.labels).toBe(first.labels);
    expect(sent).toHaveLength(1);
  });

  it('is not confused with what looks alike', () => {
    const { arrive } = line();
    const other = [{ id: 'dent', prompts: ['a dent'] }];
    arrive({ labels });
    expect(arrive({ labels: other }).labels).toEqual(other);
    expect(arrive({ labels }).labels).toEqual(labels);
  });

  it('does not pile up, and comes again when it had to go', () => {
    const { sent, arrive } = line();
    const held = new Set<number>();
    for (let round = 0; round < 200; round++) arrive({ labels: [{ id: String(round), prompts: [] }] });
    for (const message of sent) {
      if (message.type === 'share') held.add(message.name);
      else held.delete(message.name);
    }
    expect(held.size).toBeLessThan(50);
    arrive({ labels });
    for (let round = 0; round < 200; round++) arrive({ labels: [{ id: String(round), prompts: [] }] });
    expect(arrive({ labels }).labels).toEqual(labels);
  });

  it('leaves inputs without any as they are', () => {
    const { sent, arrive } = line();
    const picture = { bytes: new Uint8Array([1, 2]) };
    expect(arrive({ picture })).toEqual({ picture });
    expect(sent).toEqual([]);
  });
});
