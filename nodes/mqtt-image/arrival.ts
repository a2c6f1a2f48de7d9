import { randomUUID } from 'node:crypto';
import { sniffFormat } from '../../lib/imaging/header';
import { isNestedTooDeep } from '../../lib/inspection/nesting';
import type { Arrival } from '../../lib/mqtt/subscriber';
import type { FrameFacts } from '../../lib/queue/entry';
import { printOf } from '../../lib/queue/print';
import { beginFrame } from '../shared/frame';
import type { InspectionMessage } from '../shared/messages';
import type { MqttImageConfig } from './settings';

/** A picture of the broker's as the flow gets it, and what tells a redelivery of it. */
export interface Arrived {
  msg: InspectionMessage;
  print: string;
  /** The broker has sent it before, and nothing but its number of the delivery tells it from others. */
  isBareRepeat: boolean;
}

export function frameOf(arrival: Arrival, config: MqttImageConfig): Arrived {
  const { topic, payload, messageId, dup, ...told } = arrival;
  const msg = { ...told, topic, payload: openJson(payload, told.contentType) } as unknown as InspectionMessage;
  const otherwise = randomUUID();
  beginFrame(msg, config, { otherwise });
  const isNamed = msg.inspection!.id !== otherwise;
  const print = printOf(payload);
  return { msg, isBareRepeat: dup && !isNamed, print: isNamed ? print : `${print}-${messageId}-${printOf(topic)}` };
}

export function factsOf({ inspection }: InspectionMessage, print: string): FrameFacts {
  const { id, part, frame } = inspection!;
  return { id, print, line: part.line ?? frame.source ?? '', priority: 0 };
}

/** The envelope, where the message is JSON of a depth that Node-RED can copy; all else stays bytes, whatever the sender calls it. */
function openJson(payload: Buffer, contentType = ''): unknown {
  const mayBeJson = /json/i.test(contentType) || payload[0] === 0x7b;
  if (!mayBeJson || sniffFormat(payload)) return payload;
  try {
    const value: unknown = JSON.parse(payload.toString());
    return value && typeof value === 'object' && !isNestedTooDeep(value) ? value : payload;
  } catch {
    return payload;
  }
}
