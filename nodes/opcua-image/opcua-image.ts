import type { DataValue } from 'node-opcua-client';
import type { Node, NodeAPI } from 'node-red';
import { timestamp } from '../../lib/inspection/clock';
import { InspectionError } from '../../lib/inspection/errors';
import type { Connection } from '../../lib/intake/opcua/connection';
import { Errands } from '../../lib/intake/opcua/errands';
import { Follower } from '../../lib/intake/opcua/follower';
import { KnownPictures } from '../../lib/intake/opcua/known-pictures';
import { PictureSource, type Found } from '../../lib/intake/opcua/source';
import { pictureBytes } from '../../lib/intake/opcua/value';
import { roomInQueues } from '../../lib/queue/backlog';
import { beginFrame, limitsOf, readFrame } from '../shared/frame';
import { failure, handleInput } from '../shared/handle-input';
import { languageIn } from '../shared/language';
import type { InspectionMessage } from '../shared/messages';
import { connectionOf, nodeIdOption } from '../shared/opcua';
import { Status } from '../shared/status';
import { Told } from '../shared/told';
import { followerOptions, type OpcUaImageConfig } from './settings';

interface Arrival {
  value: DataValue;
  msg: InspectionMessage;
}

export = function (RED: NodeAPI): void {
  function OpcuaImage(this: Node, config: OpcUaImageConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    /** For the log, and for Catch nodes when it is about a picture. */
    const raise = (thrown: unknown, msg?: InspectionMessage) =>
      this.error(failure(RED, status, thrown, msg ?? ({} as InspectionMessage)), msg);
    const warn = (problem: InspectionError) => {
      const { code, message, advice } = problem.in(languageIn(RED));
      this.warn(`${code}: ${message} → ${advice}`);
    };
    const told = new Told(RED, this);
    const subscribed = () => {
      told.forget();
      status.done(status.word('connected'));
    };
    const offline = (problem: InspectionError) => {
      status.failed(status.word('noServer'));
      told.warn(problem);
    };

    const known = new KnownPictures();
    const fill = async (msg: InspectionMessage, { nodeId, content, at, moment, seq }: Found) => {
      const source = (msg.topic = config.topic?.trim() || msg.topic || nodeId);
      msg.payload = content;
      const id = moment === undefined ? undefined : `${source}@${moment}`;
      beginFrame(msg, config, { source, ...(id ? { id } : {}) });
      const inspection = msg.inspection!;
      if (at) inspection.frame.capturedAt = timestamp(at);
      if (seq !== undefined) inspection.frame.seq = seq;
      msg.payload = pictureBytes(content, nodeId);
      const { width, height } = await readFrame(msg, msg.payload, config);
      const recognised = known.recognise(inspection.id, msg.payload);
      inspection.id = recognised.id;
      if (recognised.isKnown) inspection.duplicate = true;
      status.done(`${width}×${height}`);
    };

    const follow = (connection: Connection, source: PictureSource) => {
      const options = followerOptions(config);
      const arrivals = new Errands<Arrival>(
        async ({ value, msg }) => {
          const found = await source.follow(value, options.nodeId);
          if (!found) return;
          await fill(msg, found);
          if (msg.inspection!.duplicate && config.duplicates !== 'mark') return;
          this.send(msg);
          await roomInQueues();
        },
        (thrown) => thrown instanceof InspectionError && /^ERR_OPCUA(_NODE)?$/.test(thrown.code),
        ({ msg }, thrown) => raise(thrown, msg),
        (isCrowded) => follower.hold(isCrowded),
      );
      const follower = new Follower(connection, options, {
        value: (value) => arrivals.add({ value, msg: {} as InspectionMessage }),
        lost: (problem) => {
          warn(problem);
          status.warning(status.word('pictureLost'));
        },
        subscribed: () => {
          subscribed();
          arrivals.resume();
        },
        offline,
        silent: (problem) => {
          raise(problem);
          status.failed(status.word('silent'));
        },
        granted: (problem) => told.warn(problem),
      });
      return () => {
        arrivals.stop();
        return follower.stop();
      };
    };

    let stop = () => Promise.resolve();
    try {
      const connection = connectionOf(RED, config);
      const { from } = config;
      const { maxBytes } = limitsOf(config);
      const source = new PictureSource(connection, { from, nodeId: nodeIdOption('nodeId', config.nodeId), maxBytes });
      handleInput(RED, this, status, async (msg) => {
        const found = await source.read(typeof msg.nodeId === 'string' ? msg.nodeId : undefined);
        if (!found) return null;
        await fill(msg, found);
        return msg;
      });
      const start = () => {
        status.connecting();
        if (config.when !== 'input') return void (stop = follow(connection, source));
        const release = connection.use({ opened: subscribed, restored: subscribed, lost: offline });
        stop = async () => release();
      };
      // A picture sent earlier may meet a node that is not there yet.
      RED.events.once('flows:started', start);
      this.on('close', () => RED.events.removeListener('flows:started', start));
    } catch (thrown) {
      raise(thrown);
    }
    this.on('close', (done: () => void) => void stop().then(done, done));
  }
  RED.nodes.registerType('opcua-image', OpcuaImage);
};
