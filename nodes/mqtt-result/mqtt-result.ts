import type { NodeAPI } from 'node-red';
import { publishLimits } from '../../lib/mqtt/limits';
import type { Publication } from '../../lib/mqtt/publication';
import type { Consumer } from '../../lib/queue/consumer';
import { announceInterrupted } from '../../lib/queue/finished';
import { Sender } from '../../lib/results/sender';
import { brokerOptions } from '../shared/broker';
import { Depth } from '../shared/depth';
import { handleInput } from '../shared/handle-input';
import { giveUpResult, keepResults, outboxFolder, outboxSettings } from '../shared/outbox';
import { Status } from '../shared/status';
import { raise, storeOf, type StoreNode } from '../shared/store';
import { Told } from '../shared/told';
import { publicationsOf } from './publications';
import { READ_AHEAD, type MqttResultConfig } from './settings';

export = function (RED: NodeAPI): void {
  function MqttResult(this: StoreNode, config: MqttResultConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const told = new Told(RED, this);
    const consumer: Consumer = {
      deliver: (message, entry) => void sender.then((each) => each.deliver(message as unknown as Publication, entry)),
      givenUp: giveUpResult(RED, this, status),
      trouble: (error) => this.warn(error.message),
    };
    const store = storeOf(this, {
      folder: outboxFolder(RED, config),
      settings: () => outboxSettings(config, READ_AHEAD),
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

    handleInput(RED, this, status, async (msg) => {
      await keepResults(msg, store, status, () => publicationsOf(msg, config));
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
