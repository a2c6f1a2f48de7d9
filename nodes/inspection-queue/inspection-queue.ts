import type { NodeAPI } from 'node-red';
import { beginInspection } from '../../lib/inspection/identity';
import { partFromFields } from '../../lib/inspection/mapping';
import { Depth } from '../shared/depth';
import { puttingOff } from '../shared/fate';
import { handleInput } from '../shared/handle-input';
import { Status } from '../shared/status';
import { giveUp, hasFailed, mark, passOnWithFlows, raise, storeOf, type StoreNode } from '../shared/store';
import { serveQueue } from './admin';
import { factsOf, queueFolder, queueSettings, type QueueConfig } from './settings';

export = function (RED: NodeAPI): void {
  function InspectionQueue(this: StoreNode, config: QueueConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const store = storeOf(this, {
      folder: queueFolder(RED, config),
      settings: () => queueSettings(config),
      consumer: {
        deliver: (message, entry, waited) => this.send(mark(this, message, entry, waited)),
        givenUp: giveUp(RED, this, status),
        trouble: (error) => this.warn(error.message),
      },
    });
    store.catch(raise(RED, this, status));
    const depth = new Depth(this, status, store);
    this.inbox = () => store;
    passOnWithFlows(RED, this, store);

    handleInput(RED, this, status, async (msg) => {
      const inbox = await store;
      depth.refresh();
      if (msg.inspection?.queues?.[this.id]) {
        inbox.comeBack(msg.inspection.id, hasFailed(msg));
        return null;
      }
      msg.inspection ??= beginInspection({ source: msg.topic }, partFromFields(msg.part));
      const accepted = await inbox
        .accept(msg, factsOf(RED, this, msg, config))
        .catch(puttingOff(msg, ['ERR_INBOX_FULL', 'ERR_INBOX_DISK']));
      if (accepted !== 'accepted') status.warning(status.word(accepted));
      return null;
    });
  }
  RED.nodes.registerType('inspection-queue', InspectionQueue);

  serveQueue(RED);
};
