import type { IConnackPacket } from 'mqtt';
import { InspectionError } from '../inspection/errors';
import type { BrokerOptions } from '../mqtt/broker';
import type { Publication } from '../mqtt/publication';
import { Lost, Publisher, type PublisherListener } from '../mqtt/publisher';
import type { Entry } from '../queue/entry';
import type { Inbox } from '../queue/inbox';

/** Connections that may break while a message alone is under way before it is taken for the cause. */
const STRIKES = 5;

/** Publishes what an outbox holds, oldest verdicts first, for as long as there is a connection. */
export class Sender {
  private readonly publisher: Publisher;
  private readonly strikes = new Map<string, number>();

  constructor(
    private readonly outbox: Inbox,
    options: BrokerOptions,
    listener: PublisherListener,
  ) {
    this.publisher = new Publisher(options, {
      connected: (connack: IConnackPacket) => {
        outbox.start('lost');
        listener.connected(connack);
      },
      offline: (problem) => {
        outbox.pause();
        listener.offline(problem);
      },
    });
  }

  start(): void {
    this.publisher.start();
  }

  /** Takes a message that the outbox passes on; what the connection loses comes again with the next. */
  async deliver(publication: Publication, { id }: Entry): Promise<void> {
    try {
      await this.publisher.publish(publication);
      this.strikes.delete(id);
      this.outbox.finish(id);
    } catch (thrown) {
      if (thrown instanceof Lost) return this.lost(id, publication, thrown);
      const problem = InspectionError.from(thrown);
      if (problem.parameters.passing === 1) this.outbox.comeBack(id, true);
      else this.outbox.refuse(id, problem);
    }
  }

  async stop(): Promise<void> {
    this.outbox.pause();
    await this.publisher.stop();
  }

  /** A message that a broker answers by hanging up must not keep all others back for ever. */
  private lost(id: string, { topic }: Publication, { alone }: Lost): void {
    if (!alone) return;
    const strikes = (this.strikes.get(id) ?? 0) + 1;
    this.strikes.set(id, strikes);
    if (strikes < STRIKES) return;
    this.strikes.delete(id);
    this.outbox.refuse(id, new InspectionError('ERR_MQTT_HUNG_UP', { topic, times: STRIKES }));
  }
}
