import { join } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Consumer } from '../../lib/queue/consumer';
import type { FrameFacts, QueueSettings } from '../../lib/queue/entry';
import { announceKept } from '../../lib/queue/finished';
import type { Message } from '../../lib/queue/frame-file';
import type { Inbox } from '../../lib/queue/inbox';
import { kindOf } from '../../lib/results/result';
import { puttingOff } from './fate';
import { outboxDirectory } from './folders';
import { failure } from './handle-input';
import type { InspectionMessage } from './messages';
import type { Status } from './status';
import { numberOption } from './options';

/** The fields that the forms of nodes share whose results wait on disk. */
export interface OutboxConfig extends NodeDef {
  maxMessages: string;
  maxMegabytes: string;
  maxHours: string;
  minFreeMegabytes: string;
  whenFull: QueueSettings['whenFull'];
}

/** The connection decides when a message is lost, not a clock; the longest time that a timer takes. */
const NO_LEASE = 2 ** 31 - 1;
/** For what is refused for the time being, and for kills of the process. */
const RETRY_MS = 10_000;
const TRIES = 1000;

export function outboxFolder(RED: NodeAPI, { type, id }: NodeDef): string {
  return join(outboxDirectory(RED), `${type}-${id.replace(/[^\w-]/g, '_')}`);
}

/** @throws InspectionError ERR_OPTIONS */
export function outboxSettings(config: OutboxConfig, inFlight: number): QueueSettings {
  const number = (option: keyof OutboxConfig, otherwise: number, least = 0) =>
    Math.max(least, numberOption(option, config[option] as string, otherwise));
  return {
    inFlight,
    leaseMs: NO_LEASE,
    retryMs: RETRY_MS,
    maxTries: TRIES,
    maxFrames: number('maxMessages', 100_000, 1),
    maxBytes: number('maxMegabytes', 1000, 1) * 1e6,
    maxAgeMs: number('maxHours', 0) * 3_600_000,
    minFree: number('minFreeMegabytes', 200) * 1e6,
    whenFull: config.whenFull || 'refuse',
    byLine: false,
    finishedBy: 'input',
  };
}

/** A result on its way into an outbox. */
export interface Outgoing {
  message: Message;
  facts: FrameFacts;
}

/**
 * Puts the results of a message on disk. A queue that waits for the result of a report hears when it is there; what the
 * outbox refuses for good is told to Catch nodes, and its frame does not wait for it.
 */
export async function keepResults(
  msg: InspectionMessage,
  store: Promise<Inbox>,
  status: Status,
  results: () => Outgoing[],
): Promise<void> {
  try {
    const outbox = await store;
    for (const { message, facts } of results()) {
      const accepted = await outbox.accept(message, facts).catch(puttingOff(msg, ['ERR_INBOX_DISK']));
      if (accepted !== 'accepted') status.warning(status.word(accepted));
    }
  } finally {
    if (msg.inspection && kindOf(msg.inspection) === 'report') announceKept(msg.inspection.id);
  }
}

/** Tells Catch nodes of a result that will not be sent, without a record: none may make a second report of its frame. */
export function giveUpResult(RED: NodeAPI, node: Node, status: Status): Consumer['givenUp'] {
  return (message, { id }, error) => {
    const record = { inspection: { id } } as InspectionMessage;
    node.error(failure(RED, status, error, record), (message ?? {}) as InspectionMessage);
  };
}
