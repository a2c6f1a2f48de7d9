import type { Node, NodeAPI } from 'node-red';
import { sniffFormat } from '../../lib/imaging/header';
import { Pump } from '../../lib/intake/mqtt/pump';
import { FrameSpool, type Arrival, type Head } from '../../lib/intake/mqtt/spool';
import { Subscriber } from '../../lib/intake/mqtt/subscriber';
import { InspectionError } from '../../lib/inspection/errors';
import { RecentIds } from '../../lib/inspection/recent-ids';
import { beginFrame, readFrame } from '../shared/frame';
import { failure } from '../shared/handle-input';
import { HandOver } from '../shared/hand-over';
import { languageIn } from '../shared/language';
import type { InspectionMessage } from '../shared/messages';
import { numberOption } from '../shared/options';
import { Status } from '../shared/status';
import { spoolFolder, subscriberOptions, type MqttImageConfig, type MqttImageCredentials } from './settings';

export = function (RED: NodeAPI): void {
  function MqttImage(this: Node<MqttImageCredentials>, config: MqttImageConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    /** For the log, and for Catch nodes when it is about a picture. */
    const raise = (thrown: unknown, msg?: InspectionMessage) =>
      this.error(failure(RED, status, thrown, msg ?? ({} as InspectionMessage)), msg);
    /** What was told and lasts, such as a broker that is away. */
    const told = new Set<string>();
    const tell = (problem: InspectionError) => {
      const { code, message, advice } = problem.in(languageIn(RED));
      if (!told.has(message)) this.warn(`${code}: ${message} → ${advice}`);
      told.add(message);
    };

    const folder = spoolFolder(RED, this);
    const spool = new FrameSpool(folder);
    const spoolLimit = 1e6 * numberOption('spoolMegabytes', config.spoolMegabytes, 2000);
    const seen = new RecentIds();

    const messageOf = (head: Arrival | Head, payload: Buffer): InspectionMessage => {
      const { topic, qos, retain, contentType, userProperties } = head;
      const msg = { topic, qos, retain, payload: openJson(payload, contentType) } as unknown as InspectionMessage;
      Object.assign(msg, contentType ? { contentType } : {}, userProperties ? { userProperties } : {});
      beginFrame(msg, config, 'id' in head ? head : {});
      if ('duplicate' in head) msg.inspection!.duplicate = true;
      return msg;
    };

    const arrive = async (arrival: Arrival) => {
      if (spool.knows(arrival)) return;
      if (spool.bytes + arrival.payload.length > spoolLimit) {
        throw new InspectionError('ERR_SPOOL_FULL', { limit: `${spoolLimit / 1e6} MB` });
      }
      const { id } = messageOf(arrival, arrival.payload).inspection!;
      const isDuplicate = config.duplicates !== 'ignore' && seen.has(id);
      if (isDuplicate) status.warning(status.word('duplicate'));
      if (isDuplicate && config.duplicates === 'drop') return;
      await spool.add(arrival, id, isDuplicate).catch((thrown: NodeJS.ErrnoException) => {
        throw new InspectionError('ERR_SPOOL', { path: folder, reason: thrown.code ?? thrown.message });
      });
      seen.add(id);
      pump.run();
    };

    const pump = new Pump(spool, Math.max(1, numberOption('limit', config.limit, 4)), {
      deliver: async ({ head }, bytes) => {
        const msg = messageOf(head, bytes);
        const { width, height } = await readFrame(msg, msg.payload, config);
        if (!head.duplicate) status.done(`${width}×${height}`);
        return handOver.hand(msg);
      },
      settled: ({ head }) => handOver.forget(head.id),
      failed: ({ head }, bytes, error) => raise(error, messageOf(head, bytes)),
      trouble: (thrown) => {
        status.warning(status.word('notMoved'));
        const reason = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
        tell(new InspectionError('ERR_FILE_MOVE', { path: folder, reason }));
      },
    });
    const subscriber = new Subscriber(subscriberOptions(RED, this, config), {
      arrive,
      connected: () => {
        told.clear();
        status.done(status.word('connected'));
      },
      offline: (problem) => {
        status.failed(status.word('offline'));
        tell(problem);
      },
      refused: (problem) => {
        status.failed(status.word(problem.code === 'ERR_SPOOL_FULL' ? 'spoolFull' : 'error'));
        tell(problem);
      },
      warn: (problem) => {
        status.warning(status.word('brokerLimit'));
        tell(problem);
      },
    });
    const open = async () => {
      await spool.open();
      for (const id of spool.ids()) seen.add(id);
      pump.run();
      subscriber.start();
    };
    let opened = Promise.resolve();
    const waitMs = 1000 * numberOption('waitSeconds', config.waitSeconds, 120);
    const handOver = new HandOver(RED, this, waitMs, () => {
      status.connecting();
      opened = open().catch((thrown) => raise(thrown));
    });
    this.on('close', (done: () => void) => {
      opened
        .then(() => subscriber.stop())
        .then(() => pump.stop())
        .then(done, done);
    });
  }
  RED.nodes.registerType('mqtt-image', MqttImage, {
    credentials: { user: { type: 'text' }, password: { type: 'password' } },
  });
};

/** The envelope, where the message is JSON; all else stays bytes, whatever the sender calls it. */
function openJson(payload: Buffer, contentType = ''): unknown {
  const mayBeJson = /json/i.test(contentType) || payload[0] === 0x7b;
  if (!mayBeJson || sniffFormat(payload)) return payload;
  try {
    const value: unknown = JSON.parse(payload.toString());
    return value && typeof value === 'object' ? value : payload;
  } catch {
    return payload;
  }
}
