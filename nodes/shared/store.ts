import type { Node, NodeAPI } from 'node-red';
import { addCheck, type Finding } from '../../lib/health/checks';
import type { InspectionError } from '../../lib/inspection/errors';
import { SCHEMA_VERSION } from '../../lib/inspection/record';
import type { Entry, QueueSettings } from '../../lib/queue/entry';
import type { Message } from '../../lib/queue/frame-file';
import type { Consumer } from '../../lib/queue/consumer';
import type { Inbox } from '../../lib/queue/inbox';
import { openInbox } from '../../lib/queue/open';
import { failure } from './handle-input';
import type { InspectionMessage } from './messages';
import type { Status } from './status';

/** What the editor's view of dead letters finds a store by. */
export type StoreNode = Node & { inbox?: () => Promise<Inbox> };

export interface StoreOptions {
  /** Absolute. */
  folder: string;
  settings: () => QueueSettings;
  consumer: Consumer;
}

/**
 * What a node keeps on disk, its own until it closes. Rejects with ERR_INBOX_HELD, or the system's error when the folder
 * cannot be had.
 */
export function storeOf(node: Node, { folder, settings, consumer }: StoreOptions): Promise<Inbox> {
  const own = take(folder, settings, consumer);
  const uncheck = addCheck(() => examine(folder, store));
  node.on('close', (done: () => void) => {
    uncheck();
    own.then(({ leave }) => leave()).then(done, () => done());
  });
  const store = own.then(({ inbox }) => inbox);
  store.catch(() => undefined);
  return store;
}

/** Whether a further frame would find room. */
async function examine(subject: string, store: Promise<Inbox>): Promise<Finding[]> {
  const detail = await store.then(
    (inbox) => inbox.limitReached(),
    (thrown: Error) => thrown.message,
  );
  return [{ check: 'queue', subject, ok: detail === undefined, detail }];
}

async function take(folder: string, settings: () => QueueSettings, consumer: Consumer) {
  const wanted = settings();
  const { inbox, release } = await openInbox(folder);
  const leave = () => {
    inbox.detach();
    release();
  };
  try {
    inbox.attach(consumer, wanted);
  } catch (thrown) {
    release();
    throw thrown;
  }
  return { inbox, leave };
}

/** Says what went wrong outside of any message. */
export function raise(RED: NodeAPI, node: Node, status: Status): (thrown: unknown) => void {
  return (thrown) => node.error(failure(RED, status, thrown, {} as InspectionMessage));
}

/** Passes frames on when all flows run: one that is sent earlier may meet a node that is not there yet. */
export function passOnWithFlows(RED: NodeAPI, node: Node, store: Promise<Inbox>): void {
  const start = ({ type }: { type?: string }) => {
    const partly = type === 'nodes' || type === 'flows';
    store.then(
      (inbox) => inbox.start(partly ? 'perhaps' : 'lost'),
      () => undefined,
    );
  };
  RED.events.on('flows:started', start);
  node.on('close', () => RED.events.off('flows:started', start));
}

/** The message as it goes on, with the mark by which the node knows it again. */
export function mark(node: Node, message: Message, { tries }: Entry, waited: number): InspectionMessage {
  const msg = message as InspectionMessage;
  const own = { attempt: tries, waited: Math.round(waited) };
  msg.inspection!.queues = { ...msg.inspection!.queues, [node.id]: own };
  return msg;
}

/** Whether a frame comes back with an error: its own, or one that a Catch node had, whatever node it came from. */
export function hasFailed({ inspection, error }: InspectionMessage): boolean {
  return inspection?.error !== undefined || (error as { source?: unknown } | undefined)?.source !== undefined;
}

/** Tells Catch nodes of a frame that will not come again by itself; without its file only its id is known. */
export function giveUp(RED: NodeAPI, node: Node, status: Status): Consumer['givenUp'] {
  return (message: Message | undefined, { id, line }: Entry, error: InspectionError) => {
    const msg = (message ?? {}) as InspectionMessage;
    msg.inspection ??= { schema: SCHEMA_VERSION, id, frame: { source: line }, part: {} };
    node.error(failure(RED, status, error, msg), msg);
  };
}
