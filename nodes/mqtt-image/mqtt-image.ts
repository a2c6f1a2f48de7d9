import type { NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { Subscriber, type Arrival } from '../../lib/mqtt/subscriber';
import { roomInQueues } from '../../lib/queue/backlog';
import type { Entry } from '../../lib/queue/entry';
import { readFrame } from '../shared/frame';
import { isWired } from '../shared/hand-over';
import type { InspectionMessage } from '../shared/messages';
import { Status } from '../shared/status';
import { giveUp, hasFailed, mark, passOnWithFlows, raise, storeOf, type StoreNode } from '../shared/store';
import { Told } from '../shared/told';
import { factsOf, frameOf } from './arrival';
import { spoolFolder, spoolSettings, subscriberOptions, type MqttImageConfig } from './settings';

export = function (RED: NodeAPI): void {
  function MqttImage(this: StoreNode, config: MqttImageConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const told = new Told(RED, this);
    const folder = spoolFolder(RED, this);

    const consumer = {
      deliver: (message: object, entry: Entry, waited: number) =>
        void handOn(mark(this, message as InspectionMessage, entry, waited)),
      givenUp: giveUp(RED, this, status),
      trouble: ({ message }: Error) => {
        status.warning(status.word('notMoved'));
        told.warn(new InspectionError('ERR_FILE_MOVE', { path: folder, reason: message }));
      },
    };
    const store = storeOf(this, { folder, settings: () => spoolSettings(config), consumer });
    this.inbox = () => store;
    passOnWithFlows(RED, this, store);

    const handOn = async (msg: InspectionMessage) => {
      const inbox = await store;
      const { id } = msg.inspection!;
      try {
        const { width, height } = await readFrame(msg, msg.payload, config);
        status.done(`${width}×${height}`);
      } catch (thrown) {
        return inbox.refuse(id, InspectionError.from(thrown));
      }
      this.send(msg);
      if (config.finishedBy === 'report' || isWired(RED, this)) return;
      await roomInQueues();
      inbox.finish(id);
    };

    const arrive = async (arrival: Arrival) => {
      const inbox = await store;
      const { msg, print, isBareRepeat } = frameOf(arrival, config);
      if (isBareRepeat && inbox.knows(print)) return;
      const accepted = await inbox.accept(msg, factsOf(msg, print)).catch((thrown: unknown) => {
        throw unconfirmed(InspectionError.from(thrown));
      });
      if (accepted === 'duplicate') status.warning(status.word('duplicate'));
    };

    const connect = () => {
      status.connecting();
      const subscriber = new Subscriber(subscriberOptions(RED, this, config), {
        arrive,
        connected: () => {
          told.forget();
          status.done(status.word('connected'));
        },
        offline: (problem) => {
          status.failed(status.word('offline'));
          told.warn(problem);
        },
        refused: (problem) => {
          status.failed(status.word(problem.code === 'ERR_SPOOL_FULL' ? 'spoolFull' : 'error'));
          told.warn(problem);
        },
        warn: (problem) => {
          status.warning(status.word('brokerLimit'));
          told.warn(problem);
        },
      });
      subscriber.start();
      return subscriber;
    };
    const subscriber = store.then(connect);
    subscriber.catch(raise(RED, this, status));

    this.on('input', (incoming, _send, done) => {
      const msg = incoming as InspectionMessage;
      const failed = config.finishedBy === 'report' && hasFailed(msg);
      if (msg.inspection) store.then((inbox) => inbox.comeBack(msg.inspection!.id, failed)).catch(() => undefined);
      done();
    });
    this.on('close', (done: () => void) => {
      subscriber.then((each) => each.stop()).then(done, () => done());
    });
  }
  RED.nodes.registerType('mqtt-image', MqttImage);
};

/** What keeps a picture from being stored, told as it concerns the broker. */
function unconfirmed(problem: InspectionError): InspectionError {
  const { path = '', limit = '', reason = '' } = problem.parameters;
  if (problem.code === 'ERR_INBOX_FULL') return new InspectionError('ERR_SPOOL_FULL', { limit });
  return problem.code === 'ERR_INBOX_DISK' ? new InspectionError('ERR_SPOOL', { path, reason }) : problem;
}
