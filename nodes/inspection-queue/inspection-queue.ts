import type { Node, NodeAPI } from 'node-red';
import { beginInspection } from '../../lib/inspection/identity';
import { partFromFields } from '../../lib/inspection/mapping';
import { SCHEMA_VERSION } from '../../lib/inspection/record';
import type { Consumer, Inbox } from '../../lib/queue/inbox';
import { openInbox } from '../../lib/queue/open';
import { failure, handleInput } from '../shared/handle-input';
import type { InspectionMessage } from '../shared/messages';
import { Status } from '../shared/status';
import { serveQueue, type QueueNode } from './admin';
import { Depth } from './depth';
import { factsOf, queueFolder, queueSettings, type QueueConfig } from './settings';

export = function (RED: NodeAPI): void {
  function InspectionQueue(this: QueueNode, config: QueueConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const queue = use(queueFolder(RED, config), () => queueSettings(config), consumerFor(RED, this, status));
    let depth: Depth | undefined;
    this.inbox = () => queue.then(({ inbox }) => inbox);
    queue.then(
      ({ inbox }) => (depth = new Depth(status, inbox)),
      (thrown: unknown) => this.error(failure(RED, status, thrown, {} as InspectionMessage)),
    );

    const start = ({ type }: { type?: string }) => {
      const partly = type === 'nodes' || type === 'flows';
      queue.then(
        ({ inbox }) => inbox.start(partly ? 'perhaps' : 'lost'),
        () => undefined,
      );
    };
    RED.events.on('flows:started', start);

    handleInput(RED, this, status, async (msg) => {
      const { inbox } = await queue;
      depth?.refresh();
      if (msg.inspection?.queues?.[this.id]) {
        inbox.comeBack(msg.inspection.id, msg.inspection.error !== undefined || wasCaught(msg));
        return null;
      }
      msg.inspection ??= beginInspection({ source: msg.topic }, partFromFields(msg.part));
      const accepted = await inbox.accept(msg, factsOf(RED, this, msg, config));
      if (accepted !== 'accepted') status.warning(status.word(accepted));
      return null;
    });

    this.on('close', (done: () => void) => {
      RED.events.off('flows:started', start);
      depth?.close();
      queue.then(
        ({ leave }) => {
          depth?.close();
          leave();
          done();
        },
        () => done(),
      );
    });
  }
  RED.nodes.registerType('inspection-queue', InspectionQueue);

  serveQueue(RED);
};

/** Whether a Catch node had the message, whatever node the error came from. */
function wasCaught({ error }: InspectionMessage): boolean {
  return (error as { source?: unknown } | undefined)?.source !== undefined;
}

interface InUse {
  inbox: Inbox;
  leave(): void;
}

async function use(
  folder: string,
  settings: () => ReturnType<typeof queueSettings>,
  consumer: Consumer,
): Promise<InUse> {
  const wanted = settings();
  const { inbox, release } = await openInbox(folder);
  try {
    inbox.attach(consumer, wanted);
  } catch (thrown) {
    release();
    throw thrown;
  }
  return {
    inbox,
    leave: () => {
      inbox.detach();
      release();
    },
  };
}

/** Sends frames on with the mark by which the queue knows them again; what is given up goes to the Catch node. */
function consumerFor(RED: NodeAPI, node: Node, status: Status): Consumer {
  return {
    deliver(message, { tries }, waited) {
      const msg = message as InspectionMessage;
      const own = { attempt: tries, waited: Math.round(waited) };
      msg.inspection!.queues = { ...msg.inspection!.queues, [node.id]: own };
      node.send(msg);
    },
    givenUp(message, { id, line }, error) {
      const msg = (message ?? {}) as InspectionMessage;
      msg.inspection ??= { schema: SCHEMA_VERSION, id, frame: { source: line }, part: {} };
      node.error(failure(RED, status, error, msg), msg);
    },
    trouble: (error) => node.warn(error.message),
  };
}
