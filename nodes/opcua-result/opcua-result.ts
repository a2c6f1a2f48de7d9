import type { NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import type { Consumer } from '../../lib/queue/consumer';
import { announceInterrupted } from '../../lib/queue/finished';
import { toRecord } from '../../lib/report/json';
import { OpcUaSender } from '../../lib/results/opcua/sender';
import type { Result } from '../../lib/results/opcua/values';
import { factsOf, kindOf } from '../../lib/results/result';
import { Depth } from '../shared/depth';
import { handleInput } from '../shared/handle-input';
import type { InspectionMessage } from '../shared/messages';
import { connectionOf } from '../shared/opcua';
import { numberOption } from '../shared/options';
import { giveUpResult, keepResults, outboxFolder, outboxSettings, type Outgoing } from '../shared/outbox';
import { Status } from '../shared/status';
import { raise, storeOf, type StoreNode } from '../shared/store';
import { Told } from '../shared/told';
import { isTold, targetOf, type OpcUaResultConfig } from './settings';

/** A variable holds one result: the next is taken when the server has this one. */
const ONE = 1;

export = function (RED: NodeAPI): void {
  function OpcuaResult(this: StoreNode, config: OpcUaResultConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const told = new Told(RED, this);
    const consumer: Consumer = {
      deliver: (message, entry) => void sender.then((each) => each.deliver(message as unknown as Result, entry)),
      givenUp: giveUpResult(RED, this, status),
      trouble: (error) => this.warn(error.message),
    };
    const store = storeOf(this, {
      folder: outboxFolder(RED, config),
      settings: () => outboxSettings(config, ONE),
      consumer,
    });
    this.inbox = () => store;
    const depth = new Depth(this, status, store, 'connected');

    const sender = store.then((outbox) => {
      const connection = connectionOf(RED, config);
      const target = targetOf(connection.library.client, config);
      const clear = () => {
        told.forget();
        depth.blockedBy(undefined);
      };
      const own = new OpcUaSender(outbox, connection, target, numberOption('holdMs', config.holdMs, 100), {
        connected: clear,
        taken: clear,
        offline: (problem) => {
          told.warn(problem);
          depth.blockedBy('noServer');
        },
        blocked: (problem) => {
          told.warn(problem);
          depth.blockedBy(problem.code === 'ERR_OPCUA' ? 'noServer' : 'serverBusy');
        },
      });
      depth.blockedBy('connecting');
      own.start();
      return own;
    });
    sender.catch(raise(RED, this, status));

    handleInput(RED, this, status, async (msg) => {
      await keepResults(msg, store, status, () => resultsOf(msg, config));
      depth.refresh();
      return null;
    });

    this.on('close', (done: () => void) => {
      announceInterrupted();
      sender.then((each) => each.stop()).then(done, () => done());
    });
  }
  RED.nodes.registerType('opcua-result', OpcuaResult);
};

/** @throws InspectionError ERR_INSPECTION_MISSING */
function resultsOf({ inspection }: InspectionMessage, config: OpcUaResultConfig): Outgoing[] {
  if (!inspection) throw new InspectionError('ERR_INSPECTION_MISSING');
  const kind = kindOf(inspection);
  const result: Result = { kind, record: toRecord(inspection) };
  return isTold(kind, config) ? [{ message: { ...result }, facts: factsOf(inspection, kind) }] : [];
}
