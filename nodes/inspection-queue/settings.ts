import { join, resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { FrameFacts, QueueSettings } from '../../lib/queue/entry';
import { printOf } from '../../lib/queue/print';
import type { InspectionMessage } from '../shared/messages';
import { numberOption } from '../shared/options';
import type { PictureProperty } from '../shared/picture';

export interface QueueConfig extends NodeDef, PictureProperty {
  folder: string;
  inFlight: string;
  leaseSeconds: string;
  retrySeconds: string;
  maxTries: string;
  maxFrames: string;
  maxMegabytes: string;
  maxHours: string;
  minFreeMegabytes: string;
  whenFull: QueueSettings['whenFull'];
  order: 'priority' | 'line';
  priority: string;
  priorityType: string;
  finishedBy: QueueSettings['finishedBy'];
}

const HIGHEST_PRIORITY = 9;

/** What the form says, for the queue. */
export function queueSettings(config: QueueConfig): QueueSettings {
  const number = (option: keyof QueueConfig, otherwise: number, least = 0) =>
    Math.max(least, numberOption(option, config[option] as string, otherwise));
  return {
    inFlight: number('inFlight', 16, 1),
    leaseMs: number('leaseSeconds', 300) * 1000,
    retryMs: number('retrySeconds', 10) * 1000,
    maxTries: number('maxTries', 3, 1),
    maxFrames: number('maxFrames', 10_000, 1),
    maxBytes: number('maxMegabytes', 5000) * 1e6,
    maxAgeMs: number('maxHours', 0) * 3_600_000,
    minFree: number('minFreeMegabytes', 500) * 1e6,
    whenFull: config.whenFull || 'refuse',
    byLine: config.order === 'line',
    finishedBy: config.finishedBy || 'report',
  };
}

/** Absolute; relative folders begin in the user directory. A queue that names none has one by its id. */
export function queueFolder(RED: NodeAPI, { id, folder }: QueueConfig): string {
  const { userDir } = RED.settings as { userDir?: string };
  return resolve(userDir || '.', folder || join('inspection-queue', id.replace(/[^\w-]/g, '_')));
}

/** What the queue has to know of a message whose record has begun. */
export function factsOf(RED: NodeAPI, node: Node, msg: InspectionMessage, config: QueueConfig): FrameFacts {
  const { id, part, frame, judgement } = msg.inspection!;
  const picture: unknown = RED.util.getMessageProperty(msg, config.property || 'payload');
  const { priority, priorityType } = config;
  const wanted = Number(RED.util.evaluateNodeProperty(priority || 'priority', priorityType || 'msg', node, msg) ?? 0);
  return {
    id,
    print: printOf(picture),
    line: part.line ?? frame.source ?? '',
    priority: Math.round(Math.min(HIGHEST_PRIORITY, Math.max(0, wanted || 0))),
    decision: judgement?.decision,
  };
}
