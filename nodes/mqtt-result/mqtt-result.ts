import type { NodeAPI } from 'node-red';
import { publishLimits } from '../../lib/mqtt/limits';
import type { Publication } from '../../lib/mqtt/publication';
import type { Consumer } from '../../lib/queue/consumer';
import { announceInterrupted, announceKept } from '../../lib/queue/finished';
import { kindOf } from '../../lib/results/result';
import { Sender } from '../../lib/results/sender';
import { brokerOptions } from '../shared/broker';
import { Depth } from '../shared/depth';
import { puttingOff } from '../shared/fate';
import { failure, handleInput } from '../shared/handle-input';
import type { InspectionMessage } from '../shared/messages';
import { Status } from '../shared/status';
import { raise, storeOf, type StoreNode } from '../shared/store';
import { Told } from '../shared/told';
import { publicationsOf } from './publications';
import { outboxFolder, outboxSettings, type MqttResultConfig } from './settings';

export = function (RED: NodeAPI): void {
  function MqttResult(this: StoreNode, config: MqttResultConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const told = new Told(RED, this);
    const consumer: Consumer = {
      deliver: (message, entry) => void sender.then((each) => each.deliver(message as unknown as Publication, entry)),
      /** Without a record: a Catch node must not make a second report of a frame that has one. */
      givenUp: (message, { id }, error) => {
        const record = { inspection: { id } } as InspectionMessage;
        this.error(failure(RED, status, error, record), (message ?? {}) as InspectionMessage);
      },
      trouble: (error) => this.warn(error.message),
    };
    const store = storeOf(this, {
      folder: outboxFolder(RED, config),
      settings: () => outboxSettings(config),
      consumer,
    });
    this.inbox = () => store;
    const depth = new Depth(this, status, store, 'connected');

    const sender = store.then((outbox) => {
      const own = new Sender(outbox, brokerOptions(RED, this, config), {
        connected: (connack) => {
          told.forget();
          for (const limit of publishLimits(connack, config)) told.warn(limit);
          depth.blockedBy(undefined);
        },
        offline: (problem) => {
          told.warn(problem);
          depth.blockedBy('offline');
        },
      });
      depth.blockedBy('connecting');
      own.start();
      return own;
    });
    sender.catch(raise(RED, this, status));

    const keep = async (msg: InspectionMessage) => {
      const outbox = await store;
      for (const { publication, facts } of publicationsOf(msg, config)) {
        const accepted = await outbox.accept({ ...publication }, facts).catch(puttingOff(msg, ['ERR_INBOX_DISK']));
        if (accepted !== 'accepted') status.warning(status.word(accepted));
      }
    };

    handleInput(RED, this, status, async (msg) => {
      await keep(msg).finally(() => {
        // What an outbox refuses for good is told to Catch nodes; its frame does not wait for it.
        if (msg.inspection && kindOf(msg.inspection) === 'report') announceKept(msg.inspection.id);
      });
      depth.refresh();
      return null;
    });

    this.on('close', (done: () => void) => {
      announceInterrupted();
      sender.then((each) => each.stop()).then(done, () => done());
    });
  }
  RED.nodes.registerType('mqtt-result', MqttResult);
};
