import type { Inputs } from './machine';

export type Addresses = Record<keyof Inputs, string>;
type Levels = Partial<Record<keyof Inputs, boolean>>;

/**
 * The PLC's signals that a message tells, whatever brought it: an object by address, an array of bits by number (Modbus),
 * or one value whose topic is, or ends in, the address (`ns=2;s=Line.Trigger;datatype=Boolean`, `plc/line-1/Trigger`).
 */
export function levelsIn(topic: string | undefined, payload: unknown, addresses: Addresses): Levels {
  const levels: Levels = {};
  for (const [name, address] of Object.entries(addresses) as [keyof Inputs, string][]) {
    const level = address && levelOf(valueAt(topic ?? '', payload, address));
    if (typeof level === 'boolean') levels[name] = level;
  }
  return levels;
}

function valueAt(topic: string, payload: unknown, address: string): unknown {
  const isBytes = ArrayBuffer.isView(payload);
  if (payload && typeof payload === 'object' && !isBytes) return (payload as Record<string, unknown>)[address];
  const isNamed = topic === address || topic.startsWith(`${address};`) || topic.endsWith(`/${address}`);
  return isNamed ? (isBytes ? Buffer.from(payload as Uint8Array).toString() : payload) : undefined;
}

function levelOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  return ['true', '1', 'on'].includes(word) ? true : ['false', '0', 'off'].includes(word) ? false : undefined;
}
